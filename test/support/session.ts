import './page-globals.js';
import type { AgentError } from '../../src/base/errors.js';
import { boundRecord, isEmptyRecord, type ConversationRecord } from '../../src/storage/conversation-record.js';
import type { Message } from '../../src/conversation/message.js';
import type { ConversationStore } from '../../src/storage/conversation-store.js';
import { AgentSession } from '../../src/session/agent-session.js';
import type { AgentSessionOptions, SessionPorts } from '../../src/session/options.js';
import { openContext } from '../../src/media/open-context.js';
import { FakeClock, settled, turn } from './fake-clock.js';
// Loaded when needed; here beforehand, so that no test waits for the network in the midst of its own time.
import '../../src/session/actions/page-actions.js';
import '../../src/session/attachments.js';
import '../../src/session/lifecycle.js';
import '../../src/session/runners/log.js';
import '../../src/session/known-conversation.js';
import '../../src/session/restore.js';
import '../../src/storage/check-record.js';
import '../../src/session/tabs/tabs.js';
import '../../src/session/voice/reply-speaker.js';
import '../../src/session/voice/start-voice.js';
import '../../src/transport/failure.js';
import '../../src/transport/rest-client.js';
import '../../src/transport/rest-wire.js';
import '../../src/transport/token-errors.js';
import { ScriptedServer } from './scripted-server.js';

/** What a page would keep; hand the same one to the next session, and that was a reload. */
export class FakeStore implements ConversationStore {
  record: ConversationRecord | undefined;
  /** Conversations that were left. */
  readonly left = new Map<string, unknown>();
  readonly keyValues = {
    get: async (key: string) => this.left.get(key),
    set: async (key: string, value: unknown) => this.left.set(key, structuredClone(value)),
    delete: async (key: string) => this.left.delete(key),
    close: () => undefined,
  };

  read(): Promise<ConversationRecord | undefined> {
    return Promise.resolve(this.record && structuredClone(this.record));
  }
  write(record: ConversationRecord): Promise<void> {
    this.record = isEmptyRecord(record) ? undefined : structuredClone(boundRecord(record));
    return Promise.resolve();
  }
  writeNow(record: ConversationRecord, isWhole: boolean): void {
    if (isWhole) void this.write(record);
  }
  readonly isComplete = true;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  suspend(): boolean {
    return false;
  }
  resume(): void {
    // Nothing waits.
  }
  readAdded(): Promise<readonly Message[]> {
    return Promise.resolve([]);
  }
  onAdded(): void {
    // Nothing is.
  }
  clear(): Promise<void> {
    this.record = undefined;
    return Promise.resolve();
  }
}

export interface Scene {
  readonly session: AgentSession;
  readonly server: ScriptedServer;
  readonly clock: FakeClock;
  readonly store: FakeStore;
  /** All events of the session, as `type` and the event. */
  readonly events: Event[];
  /** All contexts that were made for what is heard. */
  readonly contexts: (AudioContext | undefined)[];
  /** Lets the browser be online or not. */
  setOnline(isOnline: boolean): void;
  /** Puts the page away, into the browser's cache of pages; `awaken` takes it out. */
  putAway(): void;
  awaken(): void;
  /** The page is seen no more, and may end. */
  hide(): void;
}

export interface SceneOptions extends Partial<AgentSessionOptions>, Pick<Partial<SessionPorts>, 'putFile' | 'policy' | 'locks' | 'openCall' | 'openPlayback' | 'openStore' | 'createChannel' | 'isPageVisible' | 'openKeyValueStore'> {
  readonly server?: ScriptedServer;
  readonly store?: FakeStore;
  readonly clock?: FakeClock;
}

/** Adds to a list until `signal` aborts. */
function listenIn(list: (() => void)[]): (callback: () => void, signal: AbortSignal) => void {
  return (callback, signal) => {
    list.push(callback);
    signal.addEventListener('abort', () => list.splice(list.indexOf(callback), 1));
  };
}

/** A session among fakes: its server is scripted, its clock is moved by the test, its waits are 1 s each. */
export function scene({ server = new ScriptedServer(), store = new FakeStore(), clock = new FakeClock(), putFile, locks, openCall, openPlayback, openStore = () => store, createChannel, policy, isPageVisible, openKeyValueStore, ...options }: SceneOptions = {}): Scene {
  let isOnline = true;
  let hope = (): void => undefined;
  const rests: (() => void)[] = [];
  const returns: (() => void)[] = [];
  const hides: (() => void)[] = [];
  const contexts: (AudioContext | undefined)[] = [];
  const session = new AgentSession(
    { agentId: 7, tokens: '/token', apiBase: 'https://api.test', ...options },
    {
      clock,
      fetch: server.fetch,
      createSocket: server.createSocket,
      network: { isOnline: () => isOnline, onHope: (callback) => (hope = callback), onRest: listenIn(rests), onHide: listenIn(hides), onReturn: listenIn(returns) },
      policy: policy ?? { delay: (attempt) => (attempt > 5 ? null : 1_000) },
      openStore,
      ...(createChannel && { createChannel }),
      ...(isPageVisible && { isPageVisible }),
      openKeyValueStore: openKeyValueStore ?? (() => store.keyValues),
      // Most scenes are alone in the world.
      locks,
      ...(putFile && { putFile }),
      ...(openCall && { openCall }),
      ...(openPlayback && { openPlayback }),
      openContext() {
        contexts.push(openContext());
        return contexts.at(-1);
      },
      onNextFrame: (callback) => void turn().then(callback),
    },
  );
  const events: Event[] = [];
  for (const type of ['ready', 'state', 'conversation', 'message', 'tool', 'action', 'server-message', 'error', 'speech-start', 'speech-end', 'interruption', 'call']) {
    session.addEventListener(`autessa-${type}`, (event: Event) => events.push(event));
  }
  return {
    session,
    server,
    clock,
    store,
    events,
    contexts,
    setOnline(value) {
      isOnline = value;
      if (value) hope();
    },
    putAway: () => [...rests].forEach((each) => each()),
    awaken() {
      [...returns].forEach((each) => each());
      hope();
    },
    hide: () => [...hides].forEach((each) => each()),
  };
}

/** A session that has sent `text` over its first socket and awaits the reply. */
export async function asked(text: string, options?: SceneOptions): Promise<Scene & { readonly reply: Promise<unknown> }> {
  const made = scene(options);
  const reply = made.session.send(text);
  reply.catch(() => undefined);
  await settled();
  await made.server.socket.open('conv-1');
  return { ...made, reply };
}

/** The messages as `role:status:text`, which is what most tests look at. */
export function said({ session }: Pick<Scene, 'session'>): string[] {
  return session.snapshot.messages.map(({ role, status, text, notice }) => `${role}:${status}:${notice ?? text}`);
}

/** Why something failed, which has to. */
export async function failureOf(promise: Promise<unknown>): Promise<AgentError> {
  try {
    await promise;
  } catch (error) {
    return error as AgentError;
  }
  throw new Error('It did not fail');
}
