import { loadingError } from '../base/loading-error.js';
import { inputOf, isFinished, positionOf } from '../conversation/message.js';
import { clearing } from '../storage/clearing.js';
import type { ConversationRecord } from '../storage/conversation-record.js';
import { storeKey, type ConversationStore, type Persistence, type StoreIdentity } from '../storage/conversation-store.js';
import { channelName } from '../storage/tab-lock.js';
import { AutessaReadyEvent } from './events.js';
import type { SessionHost } from './host.js';
import type { HostOptions, HostParts } from './host-options.js';
import { initialSnapshot } from './snapshot.js';
import type { FollowerPort, TabsPort } from './tabs-port.js';

/** While a reply streams, what there is of it is kept so often, in ms: a page may end without a word. */
const savingMs = 1_000;

export interface ElectionOptions extends PersistenceOptions {
  /** Of the lock and of the channel; the same for all tabs with this conversation. */
  readonly name: string;
  readonly locks: LockManager;
  readonly persistence: ConversationPersistence;
}

/** What it takes where there is something to take up, or another tab; each rejects where its code cannot be loaded. */
export interface PersistenceParts {
  /** Settles when it is clear which tab talks with the server. */
  readonly electLeader: (options: ElectionOptions) => Promise<void>;
  readonly restore: () => Promise<{
    prepare(host: SessionHost): void;
    restore(stored: ConversationRecord | undefined, persistence: ConversationPersistence, store: ConversationStore, options: PersistenceOptions): Promise<void>;
  }>;
}

export interface PersistenceOptions extends HostOptions {
  readonly parts: HostParts & PersistenceParts;
  readonly host: SessionHost;
  readonly identity: StoreIdentity;
  readonly persist: Persistence;
  /** A conversation to continue; wins over what is stored. */
  readonly conversationId: string | undefined;
}

/**
 * What this tab is to what is stored, and so where it keeps what is here. What it keeps *beside* the record is taken up by
 * the tab, or page, that writes the record.
 *
 * - `reader`: the record has not been read yet, or cannot be. What was said here is kept beside it when the page ends.
 * - `writer`: the record is this tab's: each change is written, in its place.
 * - `follower`: another tab writes it, and is told what is said here. What it has not taken is kept beside when the page ends.
 * - `displaced`: another tab writes it, and cannot be told yet. What waits is kept beside at once.
 */
type StorageRole = 'reader' | 'writer' | 'follower' | 'displaced';

/** What outlives the page, and which tab writes it: reads it at first, keeps what changes, and leaves nothing on demand. */
export class ConversationPersistence {
  readonly options: PersistenceOptions;
  readonly #store: ConversationStore;
  /** As soon as there is another tab. */
  tabs: TabsPort | undefined;
  /** Whether the browser keeps or has frozen the page, and another one may go on with what is stored. */
  isReleased = false;
  #acceptedConsent: string | undefined;
  #cancelSaving: (() => void) | undefined;
  /** Whether what is here comes after what was stored, and may take its place. */
  #isTakenUp = false;
  /** Whether an election tells which of several tabs takes up what is stored. */
  #hasElection = false;
  /** What has surely been kept. */
  #kept = initialSnapshot.messages;

  constructor(options: PersistenceOptions) {
    const { network, openStore, identity, persist, session, signal, host } = options;
    this.options = options;
    this.#store = openStore(persist, identity, (error) => {
      host.dispatch({ type: 'notice', notice: 'not-stored' });
      host.report(error);
    });
    signal.addEventListener('abort', () => {
      this.#cancelSaving?.();
      this.#store.close();
    });
    network.onHide(() => this.#suspend(), signal);
    network.onRest(() => (this.isReleased = this.#isTakenUp && this.#store.isComplete), signal);
    network.onReturn(() => this.#resume(), signal);
    if (persist === 'session') clearing.addEventListener('clear', () => session.api.clearStoredData().catch(() => undefined), { signal });
    this.#store.onAdded(() => void this.#takeAdded().catch(() => undefined), signal);
  }

  /** While another tab talks with the server: what is wanted here is asked of that tab. */
  get follower(): FollowerPort | undefined {
    return this.tabs?.follower;
  }

  get #role(): StorageRole {
    if (this.options.host.model.isDisplaced) return 'displaced';
    if (this.follower) return 'follower';
    return this.#isTakenUp ? 'writer' : 'reader';
  }

  /** Finds out which tab talks with the server and, if it is this one, takes up what was stored. Never rejects. */
  async open(): Promise<void> {
    const { locks, identity, persist, parts } = this.options;
    // What no other tab can see is this tab's own affair; where there are no locks to be had, all is.
    if (locks && persist === 'local') {
      const options = { ...this.options, locks, persistence: this, name: channelName(storeKey(identity)) };
      this.#hasElection = await parts.electLeader(options).then(() => true, () => false);
    }
    if (!this.follower) return this.takeUpStored();
    this.#acceptedConsent = (await this.#store.read())?.consent;
    this.becomeReady();
  }

  /** Writes what there is, soon; settles when that is done. */
  async save(): Promise<void> {
    const role = this.#role;
    if (role === 'displaced') return this.#keepBeside();
    if (role !== 'writer') return;
    this.#cancelSaving?.();
    this.#cancelSaving = undefined;
    const record = this.record();
    await this.#store.write(record);
    this.#kept = record.messages;
  }

  /** Keeps what there is before this returns: the page, or the session, may end in this moment. */
  saveNow(): void {
    this.options.host.dispatch({ type: 'flush' });
    const role = this.#role;
    if (role === 'displaced') return this.#keepBeside();
    const record = this.record();
    const messages = this.follower?.untaken ?? record.messages;
    const isWhole = role === 'writer';
    if (isWhole ? messages !== this.#kept : messages[0]) this.#store.writeNow({ ...record, messages }, isWhole);
    void this.save();
  }

  /** Another tab has taken the lead, and may have read what is stored before the last of this was: what waits is kept beside it. */
  keepWaiting(): void {
    this.#kept = initialSnapshot.messages;
    void this.save();
  }

  /** What was said here, and may not be in what is stored. */
  #keepBeside(): void {
    const record = this.record();
    const messages = record.messages.filter((message) => message.role === 'user' && !isFinished(message) && positionOf(this.#kept, message.id) < 0);
    if (messages[0]) this.#store.writeNow({ ...record, messages }, false);
    this.#kept = record.messages;
  }

  /** Says what was typed in tabs that cannot: they have kept it where this one finds it. */
  async #takeAdded(): Promise<void> {
    if (this.#role !== 'writer') return;
    const added = await this.#store.readAdded();
    for (const message of added) void this.options.session.receive(message.id, inputOf(message), undefined, message.context);
  }

  get isTakenUp(): boolean {
    return this.#isTakenUp;
  }

  /** Keeps what there is as `saveNow`, and holds nothing that the next page of the site would have to wait for. */
  #suspend(): void {
    this.options.host.dispatch({ type: 'flush' });
    const wasWriting = this.#store.suspend();
    if (this.#role === 'follower' || this.#role === 'reader') return this.saveNow();
    if (wasWriting || this.record().messages !== this.#kept) void this.save();
  }

  #resume(): void {
    const wasReleased = this.isReleased;
    this.isReleased = false;
    this.#store.resume(wasReleased || this.#role === 'follower' || this.#role === 'displaced');
    if (wasReleased && !this.#hasElection) void this.#takeUpAgain();
  }

  async #takeUpAgain(): Promise<void> {
    const { parts, host } = this.options;
    try {
      (await parts.restore()).prepare(host);
      await this.takeUpStored();
    } catch (error) {
      host.report(loadingError(error));
    }
  }

  record(): ConversationRecord {
    const { model, settings } = this.options.host;
    const { conversationId, messages, cursor: { settledTurns, doubts, owed, replyBefore, settledAtReply } } = model;
    const { version: agentVersion } = settings;
    const { conversations: others } = this.options.state.current;
    return { version: 2, conversationId, agentVersion, settledTurns, isCounted: doubts === 0, owed, replyBefore, settledAtReply, messages, consent: this.#acceptedConsent, others };
  }

  /** Leaves nothing in the browser, and no consent. */
  async clear(): Promise<void> {
    this.accept(undefined);
    const { messages } = this.options.host.model;
    await this.#store.clear();
    this.#kept = messages;
  }

  /** @param consent the text that was accepted */
  accept(consent: string | undefined): void {
    this.#acceptedConsent = consent;
    this.applyConsent();
  }

  applyConsent(): void {
    const { host } = this.options;
    const asked = host.settings.consent;
    host.dispatch({ type: 'consent', isNeeded: Boolean(asked) && asked !== this.#acceptedConsent });
  }

  /** A reply has grown. */
  saveSoon(): void {
    if (this.#role === 'writer') this.#cancelSaving ??= this.options.clock.after(savingMs, () => void this.save());
  }

  /** Goes on with what was stored, where this tab talks with the server. */
  async takeUpStored(): Promise<void> {
    const { signal, conversationId, host } = this.options;
    this.#isTakenUp = false;
    try {
      const record = await this.#store.read();
      if (record || conversationId !== undefined || signal.aborted) {
        const { restore } = await this.options.parts.restore();
        await restore(record, this, this.#store, this.options);
      } else this.becomeReady();
    } catch (error) {
      // The code for it cannot be had. What is stored stays as it is; what is said until the page ends comes after it.
      host.report(loadingError(error));
      this.becomeReady(false);
    }
    if (!this.follower) host.dispatch({ type: 'proceed' });
  }

  /** What was stored is there. @param isTakenUp else it cannot be had */
  becomeReady(isTakenUp = true): void {
    const { state, host, emit } = this.options;
    this.#isTakenUp = isTakenUp;
    const isFirst = !state.current.isRestored;
    host.patch({ isRestored: true });
    this.applyConsent();
    if (isFirst) emit(new AutessaReadyEvent({}));
    void this.save();
    this.#takeAdded().catch(() => undefined);
  }
}
