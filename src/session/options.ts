import type { OpenCall, VoiceSensitivity } from '../audio/call.js';
import type { OpenPlayback } from '../audio/playback-only.js';
import { exponentialBackoff, type ReconnectPolicy } from '../base/backoff.js';
import { systemClock, type Clock } from '../base/clock.js';
import { onSteadyFrame } from '../base/frame.js';
import type {
  CustomVersion,
  EnvironmentVariables,
  ExecutionOutputMode,
  PromptTemplateVariables,
} from '../protocol/content.js';
import type { Actions } from './actions/action.js';
import { openStore, type Persistence } from '../storage/conversation-store.js';
import type { KeyValueStore } from '../storage/key-value-store.js';
import { browserNetwork, type Network } from '../transport/network.js';
import type { PutFile } from '../transport/put-file.js';
import type { SocketFactory } from '../transport/socket-wire.js';
import type { TokenProvider } from '../transport/token-source.js';
import { openContext } from '../media/open-context.js';

/** Who talks with whom, and where; fixed for a session's life. */
export interface SessionIdentity {
  /** The agent's integer id. */
  readonly agentId: number;
  /** Origin and path of the Agent API, or of a relay. Default: what comes with the token, else `https://api.autessa.com`. */
  readonly apiBase?: string | undefined;
  /** Partitions what is stored, for sites with signed-in users. Default: `''`. */
  readonly userKey?: string;
  /** Default: `local`. */
  readonly persist?: Persistence;
  /** A conversation to continue; wins over what is stored. */
  readonly conversationId?: string | undefined;
}

/** What may change while a session lives; each message is sent with what is set at that moment. */
export interface SessionSettings {
  /** Where tokens come from from now on: the address of an endpoint, or a function. */
  readonly tokens?: string | TokenProvider;
  /** Values for `@@{name}@@` in the agent's instructions. */
  readonly variables?: PromptTemplateVariables;
  /** Used by the server, kept nowhere; never stored, never logged. */
  readonly environmentVariables?: EnvironmentVariables;
  /** Another one begins a conversation of its own, below what was said before. Default: the published version. */
  readonly version?: CustomVersion | undefined;
  /** How typed messages are answered. Default: `TEXT`. */
  readonly replyMode?: ExecutionOutputMode;
  /** What a person may do; `voice` lets them call. Default: both. */
  readonly modes?: readonly string[] | undefined;
  /** The folder that holds `voice/`, with the files that only a call needs. Default: the script's own. */
  readonly assetsBase?: string | null | undefined;
  /** How quiet a person may be in a call; a call that has begun keeps what it began with. Default: `normal`. */
  readonly voiceSensitivity?: VoiceSensitivity | undefined;
  /** A text that must be accepted before anything is sent. */
  readonly consent?: string | undefined;
  /** Whether a conversation that is left for a new one is kept, to be opened again. Default: true. */
  readonly conversations?: boolean | undefined;
  /** Functions of the page, by the name of the agent's tool that each stands for. */
  readonly actions?: Actions | undefined;
  /** What actions get as `element`. */
  readonly element?: HTMLElement | undefined;
}

export type AgentSessionOptions = SessionIdentity & SessionSettings & Required<Pick<SessionSettings, 'tokens'>>;

/** The world outside, as a session sees it; a test hands in its own. */
export interface SessionPorts {
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  readonly createSocket: SocketFactory;
  readonly network: Network;
  readonly policy: ReconnectPolicy;
  readonly openStore: typeof openStore;
  /** Lets one tab alone talk with the server; `undefined` where the browser has none, and each tab is on its own. */
  readonly locks: LockManager | undefined;
  readonly createChannel: (name: string) => BroadcastChannel;
  /** Default: by `XMLHttpRequest`. */
  readonly putFile?: PutFile;
  /** Through what replies are heard; called inside a click. `undefined` where the browser has no sound. */
  readonly openContext: () => AudioContext | undefined;
  /** Default: the microphone and the loudspeaker of the device. */
  readonly openCall?: OpenCall;
  /** Default: the loudspeaker of the device. */
  readonly openPlayback?: OpenPlayback;
  /** Calls back when what has gathered should be shown. */
  readonly onNextFrame: (callback: () => void) => void;
  /** Keeps conversations that were left. Default: as `persist` says. */
  readonly openKeyValueStore?: () => KeyValueStore;
  /** Whether somebody may see the page. Default: what the document says. */
  readonly isPageVisible?: () => boolean;
}

/** How many attempts in a row may fail before the person is asked to try again themselves: about a minute's worth. */
const attempts = 8;

export function browserPorts(): SessionPorts {
  return {
    clock: systemClock,
    fetch: (input, init) => globalThis.fetch(input, init),
    createSocket: (address) => new WebSocket(address),
    network: browserNetwork,
    policy: exponentialBackoff({ attempts }),
    openStore,
    locks: globalThis.navigator?.locks,
    createChannel: (name) => new BroadcastChannel(name),
    openContext,
    onNextFrame: onSteadyFrame,
  };
}
