import type { Clock } from '../../base/clock.js';
import type { State } from '../../base/state.js';
import { positionOf } from '../../conversation/message.js';
import { replyId } from '../../conversation/reduce.js';
import { holdLock, type HeldLock } from '../../storage/tab-lock.js';
import type { Network } from '../../transport/network.js';
import type { AgentSession } from '../agent-session.js';
import type { Delivery } from '../delivery.js';
import type { Dialogue } from '../dialogue.js';
import type { Keeping, KeepingOptions } from '../keeping.js';
import type { SessionSnapshot } from '../snapshot.js';
import type { Turn } from '../turn.js';
import { offerInterruptedCall } from '../voice/interrupted-call.js';
import { Guest } from './guest.js';
import type { TabMessage } from './messages.js';
import { serveTabs } from './owner.js';

export interface TabsOptions extends Pick<KeepingOptions, 'persistence' | 'ports'> {
  /** Of the lock and of the channel; the same for all tabs with this conversation. */
  readonly name: string;
  readonly locks: LockManager;
  readonly createChannel: (name: string) => BroadcastChannel;
  readonly clock: Clock;
  readonly session: AgentSession;
  readonly state: State<SessionSnapshot>;
  readonly dialogue: Dialogue;
  readonly delivery: () => Delivery;
  readonly keeping: Keeping;
  readonly emit: (event: Event) => void;
  readonly network: Network;
  readonly signal: AbortSignal;
}

/** A conversation that several tabs show: which of them talks with the server, and how that passes on. */
export class Tabs {
  /** While another tab talks with the server. */
  guest: Guest | undefined;
  readonly #options: TabsOptions;
  readonly #channel: BroadcastChannel;
  /** Ends the present role. */
  #role = new AbortController();

  constructor(options: TabsOptions, channel: BroadcastChannel, held: HeldLock | undefined, first: TabMessage = { kind: 'hello' }) {
    this.#options = options;
    this.#channel = channel;
    options.signal.addEventListener('abort', () => this.#role.abort());
    if (held) this.#own(held, first);
  }

  /** Looks on, until the tab that talks with the server has told how things are, or is found to be gone. */
  async lookOn(): Promise<void> {
    const { name, locks, dialogue, delivery, signal } = this.#options;
    delivery().rest();
    const turns = dialogue.release();
    const role = this.#newRole();
    const silence = new Promise<HeldLock | undefined>((resolve) => {
      const guest = new Guest({
        ...this.#options,
        channel: this.#channel,
        signal: role,
        onSilence: () => resolve(holdLock(locks, name, { steal: true })),
      });
      for (const turn of turns) guest.turns.set(turn.id, turn);
      this.guest = guest;
    });
    const turn = holdLock(locks, name, { signal: role });
    turn.catch(() => undefined);
    const taken = Promise.race([silence, turn]).then(async (held) => {
      if (!held || signal.aborted) return held?.release();
      await this.#takeOver(held);
    });
    taken.catch(() => undefined);
    await Promise.race([this.guest?.ready, taken]);
    offerInterruptedCall(this.#options);
  }

  /** Talks with the server from now on, whoever did before: a call belongs to the tab in which it began. */
  async takeOver(): Promise<void> {
    const { name, locks } = this.#options;
    if (!this.guest) return;
    const held = await holdLock(locks, name, { steal: true });
    if (held) await this.#takeOver(held);
  }

  async #takeOver(held: HeldLock): Promise<void> {
    const turns = [...(this.guest?.turns.values() ?? [])];
    this.guest = undefined;
    this.#own(held);
    const { dialogue, delivery, state, keeping } = this.#options;
    dialogue.abandon();
    dialogue.show([]);
    delivery().happen('reset');
    state.patch({ isCallElsewhere: false });
    await keeping.takeUpStored();
    for (const turn of turns) this.#adopt(turn);
  }

  #own(held: HeldLock, first: TabMessage = { kind: 'hello' }): void {
    const { session, state, network, signal } = this.#options;
    const role = this.#newRole();
    serveTabs({ session, state, channel: this.#channel, signal: role }, first);
    role.addEventListener('abort', () => held.release());
    const yieldToOthers = () => {
      if (!signal.aborted) void this.lookOn();
    };
    void held.taken.then(yieldToOthers);
    // A page that is frozen or put away does nothing more, and would hold the others up.
    network.onRest(yieldToOthers, role);
  }

  /** What was said here while this tab looked on, and may never have reached the tab that is gone. */
  #adopt(turn: Turn): void {
    const { session } = this.#options;
    const { messages } = session.snapshot;
    const reply = messages[positionOf(messages, replyId(turn.id))];
    if (reply?.status === 'done') return turn.resolve(reply);
    void session.receive(turn.id, turn.input, turn.variables)?.then(turn.resolve, turn.reject);
  }

  #newRole(): AbortSignal {
    this.#role.abort();
    this.#role = new AbortController();
    return this.#role.signal;
  }
}
