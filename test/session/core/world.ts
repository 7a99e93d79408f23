import type { AgentLog } from '../../../src/protocol/logs.js';

/** Time that passes only as far as something is due. */
export class VirtualTime {
  now = 1_000_000;
  #number = 0;
  readonly #due: { readonly at: number; readonly number: number; readonly callback: () => void }[] = [];

  after(ms: number, callback: () => void): void {
    if (!Number.isFinite(ms)) return;
    const entry = { at: this.now + Math.max(0, ms), number: (this.#number += 1), callback };
    // From the end: most of what is due comes late.
    let position = this.#due.length;
    while (position > 0 && isBefore(entry, this.#due[position - 1]!)) position -= 1;
    this.#due.splice(position, 0, entry);
  }

  /** Lets `ms` pass, or all that is due happen. @returns whether nothing is due any more */
  pass(ms: number): boolean {
    const until = this.now + ms;
    for (let next = this.#due[0]; next && next.at <= until; next = this.#due[0]) {
      this.#due.shift();
      this.now = Math.max(this.now, next.at);
      next.callback();
    }
    if (this.#due.length > 0) this.now = until;
    return this.#due.length === 0;
  }
}

const isBefore = (one: { at: number; number: number }, other: { at: number; number: number }): boolean =>
  one.at < other.at || (one.at === other.at && one.number < other.number);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An entry of the server's log, and when readers see it. */
interface Entry {
  readonly log: AgentLog;
  readonly visibleAt: number;
}

/** A message that reached the server; `turn` is for the accounts alone, the server does not know it. */
export interface Receipt {
  readonly turn: string;
  readonly text: string;
  readonly answer: string;
}

export interface ServerOptions {
  readonly time: VirtualTime;
  readonly random: () => number;
  /** How far readers are behind at most, in ms. */
  readonly lagMs: number;
  /** Whether its log tells things twice now and then. */
  readonly repeats: boolean;
}

/** What the agent is made to do next. */
export type Fault = 'none' | 'agent-error' | 'lose-reply' | 'slow' | 'dies-with-socket';

/** The server's end of the wire: it answers in order, and writes a log that readers see late. */
export class WorldServer {
  readonly receipts: Receipt[] = [];
  readonly conversations = new Map<string, Entry[]>();
  fault: Fault = 'none';
  #numbers = 0;
  #opened = 0;
  readonly #busyUntil = new Map<string, number>();
  readonly #options: ServerOptions;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /** @returns the id of the conversation that goes on */
  open(conversationId: string | undefined): string {
    if (conversationId !== undefined && this.conversations.has(conversationId)) return conversationId;
    const id = `conv-${(this.#opened += 1)}`;
    this.conversations.set(id, []);
    return id;
  }

  /** Forgets a conversation, which is another one with the next connection. */
  forget(conversationId: string): void {
    this.conversations.delete(conversationId);
  }

  /**
   * A message arrives.
   *
   * @param say puts a frame on the wire; what the wire does with it is its own affair
   */
  receive(conversationId: string, turn: string, text: string, say: (frame: WorldFrame, atMs: number) => void, isOpen: () => boolean): void {
    const { time, random: draw } = this.#options;
    // Agents say the same now and then; where the log tells things twice, too, nobody could tell what is whose.
    const answer = !this.#options.repeats && draw() < 0.3 ? 'Okay.' : `answer ${(this.#numbers += 1)} to ${text}`;
    const { fault } = this;
    this.fault = 'none';
    this.receipts.push({ turn, text, answer });
    this.#write(conversationId, { logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: text }] });
    // One reply after the other, whichever socket brought what was asked.
    const start = Math.max(time.now, this.#busyUntil.get(conversationId) ?? 0);
    const thinkMs = (fault === 'slow' ? 20_000 : 50 + draw() * 400) + (start - time.now);
    this.#busyUntil.set(conversationId, time.now + thinkMs + 100);
    if (fault === 'agent-error') {
      say({ kind: 'final', text: '', errors: ['no credit'] }, thinkMs);
      return;
    }
    if (fault === 'lose-reply') return;
    const pieces = [answer.slice(0, 5), answer.slice(5)];
    pieces.forEach((piece, index) => say({ kind: 'stream', text: piece }, thinkMs + index * 40));
    say({ kind: 'final', text: answer, errors: [] }, thinkMs + 100);
    time.after(thinkMs + 90, () => {
      if (fault !== 'dies-with-socket' || isOpen()) this.#write(conversationId, { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: answer } });
    });
  }

  /** As a reader sees it at this moment. */
  read(conversationId: string): readonly AgentLog[] {
    const { time } = this.#options;
    return (this.conversations.get(conversationId) ?? []).filter(({ visibleAt }) => visibleAt <= time.now).map(({ log }) => log);
  }

  #write(conversationId: string, log: AgentLog): void {
    const { time, random: draw, lagMs, repeats } = this.#options;
    const entries = this.conversations.get(conversationId);
    if (!entries) return;
    // Readers see what was written first first.
    const visibleAt = Math.max(entries.at(-1)?.visibleAt ?? 0, time.now + draw() * lagMs);
    entries.push({ log, visibleAt });
    if (repeats && draw() < 0.2) entries.push({ log, visibleAt });
  }
}

export interface WorldFrame {
  readonly kind: 'stream' | 'final';
  readonly text: string;
  readonly errors?: readonly string[];
}
