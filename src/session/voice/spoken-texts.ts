import { sleep } from '../../base/clock.js';
import { positionOf, replyId } from '../../conversation/message.js';
import { textOfOutput } from '../../conversation/reduce.js';
import type { AgentLog } from '../../protocol/logs.js';
import type { SessionHost } from '../host.js';

/** The log is read at most so often, in ms. */
const pauseMs = 3_000;
/** And so often without finding anything new. */
const mostReadings = 5;
/** Replies are known by so many characters: either side may have been cut short. */
const characters = 40;

/** What the person said in one turn, and the answer, by the server's log. */
interface LoggedSpeech {
  /** How many `USER` entries come before it. */
  readonly index: number;
  readonly text: string;
  readonly reply: string;
}

export type SpokenTextsOptions = Pick<SessionHost['options'], 'rest' | 'clock' | 'turns' | 'state' | 'onChange' | 'signal'>;

/**
 * Nothing on the socket says what the person said aloud, but the log does (API document: "AgentLog Structure"): read
 * after each spoken turn, it fills the messages in. It also tells how a reply went on whose connection was lost.
 */
export class SpokenTexts {
  readonly conversationId: string;
  readonly #options: SpokenTextsOptions;
  /** The messages that lack something, in their order; and whether that is the reply too. */
  readonly #waiting = new Map<string, { readonly isReplyLost: boolean }>();
  /** Which entry a message is. */
  readonly #indices = new Map<string, number>();
  /** How many `USER` entries have been dealt with. */
  #position: number;
  #speeches: readonly LoggedSpeech[] = [];
  #isReading = false;
  #readings = 0;
  #readAt = -Infinity;
  /** Ends with the session, or when it goes on to another conversation. */
  readonly #lifetime = new AbortController();

  /** @param position how many `USER` entries the conversation's log had before */
  constructor(conversationId: string, position: number, options: SpokenTextsOptions) {
    const { state, signal } = options;
    this.conversationId = conversationId;
    this.#options = options;
    this.#position = position;
    const end = () => this.#lifetime.abort();
    signal.addEventListener('abort', end, { signal: this.#lifetime.signal });
    state.subscribe((snapshot) => {
      if (snapshot.conversationId !== conversationId) end();
    }, this.#lifetime);
  }

  /** There is a message that will need its text. @param isReplyLost and the rest of its reply, as the connection was lost */
  expect(id: string, isReplyLost = false): void {
    // What got lost with a connection and is not in the log by now will never be.
    for (const [other, { isReplyLost: isLost }] of this.#waiting) if (isLost && !this.#indices.has(other)) this.#waiting.delete(other);
    this.#waiting.set(id, { isReplyLost });
  }

  /** A message was withdrawn. */
  forget(id: string): void {
    this.#waiting.delete(id);
  }

  /** Reads the log now, or as soon as may be, until no message lacks anything, or nothing more is to be expected. */
  read(): void {
    this.#readings = 0;
    if (!this.#isReading) void this.#goOn();
  }

  /** Whether the server has heard what the last message stands for. Rejects where the log cannot be read. */
  async hasHeard(): Promise<boolean> {
    await this.#look();
    this.#fill();
    return this.#speeches.some(({ index }) => index >= this.#position) || this.#waiting.size === 0;
  }

  async #goOn(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#lifetime;
    this.#isReading = true;
    try {
      while (this.#waiting.size > 0 && this.#readings < mostReadings) {
        const waitMs = this.#readAt + pauseMs - clock.now();
        if (waitMs > 0) await sleep(clock, waitMs, signal);
        this.#readings += 1;
        // A server that cannot be reached now is asked again.
        await this.#look().catch(() => undefined);
        this.#fill();
      }
    } catch {
      // The conversation is over.
    } finally {
      this.#isReading = false;
    }
  }

  async #look(): Promise<void> {
    const { rest, clock } = this.#options;
    this.#readAt = clock.now();
    const { logs } = await rest.conversation(this.conversationId, { signal: this.#lifetime.signal });
    this.#speeches = speechesOf(logs);
  }

  #fill(): void {
    if (this.#lifetime.signal.aborted) return;
    const { turns, onChange } = this.#options;
    for (const [id, { isReplyLost }] of [...this.#waiting]) {
      const said = turns.messages[positionOf(turns.messages, id)];
      const speech = this.#find(id);
      if (!said || !speech) continue;
      const { index, text, reply } = speech;
      if (text && !said.text) {
        turns.change(id, { text, input: undefined }, true);
      }
      if (text) {
        this.#indices.set(id, index);
        this.#position = Math.max(this.#position, index + 1);
      }
      if (reply && isReplyLost) turns.change(replyId(id), { text: reply, status: 'done', error: undefined });
      // Without words it may have them later.
      if (!text || (isReplyLost && !reply)) continue;
      this.#waiting.delete(id);
      this.#readings = 0;
      void onChange();
    }
  }

  #find(id: string): LoggedSpeech | undefined {
    const known = this.#indices.get(id);
    if (known !== undefined) return this.#speeches.find(({ index }) => index === known);
    const { messages } = this.#options.turns;
    const reply = messages[positionOf(messages, replyId(id))]?.text ?? '';
    const open = this.#speeches.filter(({ index }) => index >= this.#position);
    // The server may have heard something that nobody answered.
    return open.find((speech) => isSameReply(speech.reply, reply)) ?? open[0];
  }
}

function speechesOf(logs: readonly AgentLog[]): readonly LoggedSpeech[] {
  const speeches: LoggedSpeech[] = [];
  let users = 0;
  logs.forEach((log, position) => {
    if (log.logType !== 'USER') return;
    const index = users++;
    const spoken = log.userMultimodalInputs.find((input) => input.inputType === 'AUDIO' && !input.s3Uri);
    if (spoken?.inputType !== 'AUDIO') return;
    const after = logs.slice(position + 1);
    const next = after.findIndex(({ logType }) => logType === 'USER');
    const replies = (next < 0 ? after : after.slice(0, next)).map((each) =>
      each.logType === 'MESSAGE_TO_USER' ? textOfOutput([each.multimodalOutput]) : '',
    );
    speeches.push({ index, text: spoken.transcription ?? '', reply: replies.join('') });
  });
  return speeches;
}

function isSameReply(logged: string, shown: string): boolean {
  const length = Math.min(logged.length, shown.length, characters);
  return length > 0 && logged.slice(0, length) === shown.slice(0, length);
}
