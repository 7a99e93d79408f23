import { replyOf } from '../../conversation/message.js';
import { holdLock, type HeldLock } from '../../storage/tab-lock.js';
import type { ElectionOptions } from '../persistence.js';
import type { TabsPort } from '../tabs-port.js';
import { offerInterruptedCall } from '../voice/interrupted-call.js';
import { conversation } from '../core/conversation.js';
import { openTurns } from '../core/model.js';
import { Follower, type FollowedTurn } from './follower.js';
import type { TabMessage } from './messages.js';
import { lead } from './leader.js';

/** A conversation that several tabs show: which of them talks with the server, and how that passes on. */
export class Tabs implements TabsPort {
  /** While another tab talks with the server. */
  follower: Follower | undefined;
  readonly #options: ElectionOptions;
  readonly #channel: BroadcastChannel;
  /** Ends the present role. */
  #role = new AbortController();

  constructor(options: ElectionOptions, channel: BroadcastChannel, held: HeldLock | undefined, first: TabMessage = { kind: 'hello' }) {
    this.#options = options;
    options.host.plugIn(conversation);
    this.#channel = channel;
    options.signal.addEventListener('abort', () => this.#role.abort());
    if (held) this.#lead(held, first);
  }

  /** Looks on, until the tab that talks with the server has told how things are, or is found to be gone. */
  async follow(): Promise<void> {
    const { name, locks, host, signal } = this.#options;
    const open = openTurns(host.model);
    host.call?.stop();
    host.dispatch({ type: 'follow' });
    const role = this.#newRole();
    const silence = new Promise<HeldLock | undefined>((resolve) => {
      const follower = new Follower({
        ...this.#options,
        channel: this.#channel,
        signal: role,
        onSilence: () => resolve(holdLock(locks, name, { steal: true })),
      });
      for (const [id, turn] of this.follower?.turns ?? []) follower.turns.set(id, turn);
      for (const { id, input, variables, context } of open) follower.turns.set(id, { id, input, variables, context, reply: host.replies.take(id) });
      this.follower = follower;
    });
    const turn = holdLock(locks, name, { signal: role });
    turn.catch(() => undefined);
    const taken = Promise.race([silence, turn]).then(async (held) => {
      if (!held || signal.aborted) return held?.release();
      await this.#takeLead(held);
    });
    taken.catch(() => undefined);
    await Promise.race([this.follower?.ready, taken]);
    offerInterruptedCall(this.#options);
  }

  /** A page that is put away says nothing more and would hold the others up; `follow` is for when it comes back. */
  stepAside(): void {
    this.#role.abort();
  }

  /** Talks with the server from now on, whoever did before: a call belongs to the tab in which it began. */
  async takeLead(): Promise<void> {
    const { name, locks } = this.#options;
    if (!this.follower) return;
    const held = await holdLock(locks, name, { steal: true });
    if (this.#options.signal.aborted) held?.release();
    else if (held) await this.#takeLead(held);
  }

  async #takeLead(held: HeldLock): Promise<void> {
    const asked = [...(this.follower?.turns.values() ?? [])];
    this.follower = undefined;
    this.#lead(held);
    const { host, persistence } = this.#options;
    host.dispatch({ type: 'lead' });
    host.patch({ isCallElsewhere: false });
    await persistence.takeUpStored();
    for (const turn of asked) this.#adopt(turn);
  }

  #lead(held: HeldLock, first: TabMessage = { kind: 'hello' }): void {
    const { session, state, persistence, signal } = this.#options;
    const role = this.#newRole();
    lead({ session, state, channel: this.#channel, persistence, signal: role }, first);
    role.addEventListener('abort', () => held.release());
    const stepDown = () => {
      if (!signal.aborted) void this.follow();
    };
    void held.taken.then(stepDown);
  }

  /** What was said here while this tab looked on, and may never have reached the tab that is gone. */
  #adopt({ id, input, variables, context, reply }: FollowedTurn): void {
    const { session } = this.#options;
    const { messages } = session.api.snapshot;
    const message = replyOf(messages, id);
    if (message?.status === 'done') return reply.resolve(message);
    void session.receive(id, input, variables, context)?.then(reply.resolve, reply.reject);
  }

  #newRole(): AbortSignal {
    this.#role.abort();
    this.#role = new AbortController();
    return this.#role.signal;
  }
}
