import type { State } from '../base/state.js';
import type { MultimodalInput } from '../protocol/content.js';
import type { MultimodalMessage } from '../protocol/messages.js';
import type { ConnectionOptions } from '../transport/connection-options.js';
import type { ConnectionNews } from '../transport/connection-news.js';
import type { LogMeaning, LogQuestion } from './core/log-meaning.js';
import type { Turn } from './core/model.js';
import type { SettlementEvent, UnaskedEvent } from './core/event.js';
import type { Handlers } from './core/work.js';
import type { SessionEvent } from './events.js';
import type { AgentSessionOptions, SessionPorts } from './options.js';
import type { SessionPort } from './ports.js';
import type { SessionSnapshot } from './snapshot.js';
import type { TurnsView } from './voice/turns-view.js';

/** What is needed seldom; each rejects where its code cannot be loaded. */
export interface HostParts {
  /** Brings what a turn says into the form that is sent. Rejects with what is wrong with it. */
  readonly prepare: (turn: Turn) => Promise<readonly MultimodalInput[]>;
  readonly log: () => Promise<{
    readLog(rest: HostOptions['rest'], question: LogQuestion, signal: AbortSignal): Promise<LogMeaning>;
    handlers: Handlers<SettlementEvent | UnaskedEvent>;
  }>;
}

/** A call, as far as it has to do with the connection and with what is typed. */
export interface CallPort {
  /** Whether the agent has ended it, and only its last words are still to be heard. */
  readonly isHungUp: boolean;
  /** Whether what the person types has to wait. */
  readonly isBusy: boolean;
  /** When the server was last heard, in ms since the epoch; `Infinity` where its silence means nothing. */
  readonly heardAt: number;
  /** What the person typed. @returns whether it was handed over */
  send(message: MultimodalMessage): boolean;
  /** @returns whether the session goes on as if what befell the connection had not been */
  survives(news: ConnectionNews): boolean;
  /** Ends the call. */
  stop(): void;
}

/** Adds to what is sent for a turn. */
export interface MessageExtension {
  extend(message: MultimodalMessage, turn: Turn): MultimodalMessage;
}

export interface HostOptions extends Omit<ConnectionOptions, 'conversationId' | 'isNeeded' | 'isVoice' | 'onMessage'>, SessionPorts {
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly state: State<SessionSnapshot>;
  /** What is set at first. */
  readonly settings: AgentSessionOptions;
  readonly emit: (event: SessionEvent) => void;
  readonly session: SessionPort;
  readonly parts: HostParts;
  /** Something changed that should outlive the page. Settles when it does. */
  readonly onChange: () => Promise<void>;
  /** A reply has grown. */
  readonly onProgress: () => void;
}

/** What a call brings along: whoever is part of one has it. */
export interface CallOptions {
  turns: TurnsView;
}
