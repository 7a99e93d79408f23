import { initialCall, type CallEffect, type CallEvent, type CallModel } from '../../../src/session/core/call-model.js';
import { step } from '../../../src/session/core/call.js';
import type { AgentLog } from '../../../src/protocol/logs.js';
import type { AudioOutput } from '../../../src/protocol/content.js';

/*
 * A call in virtual time: a person, a detector that hears them more or less well, a server of some kind and a network,
 * a loudspeaker, and the call's decisions in between. It knows what is true, and says where the call is wrong about it.
 */

/** How a server behaves. */
export interface ServerKind {
  /** How it says that a reply is over. */
  readonly closing: 'message' | 'last-chunk' | 'both' | 'none';
  /** Whether a reply that was cut is closed like any other. */
  readonly closesCut: boolean;
  /** Whether its closing message has the reply's text. */
  readonly finalHasText: boolean;
  /** When it stops speaking for a person who speaks. */
  readonly stops: 'onset' | 'end' | 'never';
  /** From the end of a turn to the first chunk of the answer, in ms. */
  readonly thinkMs: number;
  /** Whether what was said before it is answered is not answered when more is said; else all is, in its order. */
  readonly supersedes: boolean;
  /** What is left of an answer that is given up before its first word: nothing, or an empty one in the log. */
  readonly givesUp: 'silently' | 'empty';
  /** Whether it gives up what it thinks about when the person goes on. */
  readonly stopsThinking: boolean;
  /** Whether an answer may begin while the old reply is still coming. */
  readonly overlaps: boolean;
  /** For how long chunks of a reply that was stopped still come, in ms. */
  readonly tailMs: number;
  /** After so long a silence a turn is over, in ms: less than a pause makes two of it. */
  readonly endMs: number;
  /** How much faster than it is heard speech is sent. */
  readonly pace: number;
  /** One way, in ms. */
  readonly networkMs: number;
}

/** One thing that the person says. */
export interface Utterance {
  /** When it begins, in ms: after all is quiet, or after the reply has begun to be heard. */
  readonly when: 'quiet' | 'during';
  readonly afterMs: number;
  readonly ms: number;
  /** A pause in its middle, in ms; 0 is none. */
  readonly pauseMs: number;
  /** How the detector hears it; times in ms. */
  readonly detector: { readonly isMissed: boolean; readonly startLateMs: number; readonly endLateMs: number };
  /** The detector takes something else for speech, so long after the reply has begun to be heard, in ms. */
  readonly falseAfterMs: number | undefined;
  readonly reply: {
    readonly sentences: number;
    readonly style: 'words' | 'lines' | 'caseless';
    readonly chunkWords: number;
    /** So many of its first words are those of all such replies; `Infinity`: all of them. */
    readonly alikeWords: number;
  };
}

export interface CallPlan {
  readonly server: ServerKind;
  readonly utterances: readonly Utterance[];
}

interface Chunk {
  readonly reply: TrueReply;
  readonly output: AudioOutput;
  readonly ms: number;
}

/** A reply as it really is. */
interface TrueReply {
  readonly question: TrueTurn;
  readonly text: string;
  /** What was sent, and so what the log has. */
  sent: string;
  /** When its first chunk came here. */
  cameAt: number;
  readonly chunks: Chunk[];
  /** When the person's speech cut it here, or what was given as its end, if it did. */
  cutAt: number | undefined;
  /** Words of it were cut. */
  isCutShort: boolean;
  isLogged: boolean;
}

interface TrueTurn {
  readonly said: string;
  /** When it came into the log. */
  readonly at: number;
  reply: TrueReply | undefined;
}

/** A message of the transcript. */
interface Shown {
  readonly turn: string;
  readonly role: 'user' | 'agent';
  text: string;
  status: string;
}

const speechMsPerWord = 300;
/** So far apart are two readings of the log at most, in ms, while it is in doubt what a reply answers. */
const readingsMs = 1_000;
const syllables = ['ba', 'do', 'ki', 'lu', 'me', 'no', 'ra', 'si', 'ta', 'vu', 'wo', 'ze'];

/** A word that is found nowhere else. */
function wordOf(number: number): string {
  let word = '';
  for (let rest = number + 30; rest > 0; rest = Math.floor(rest / syllables.length)) word += syllables[rest % syllables.length];
  return word;
}

const ideographs = (number: number): string => String.fromCodePoint(0x4e00 + (number % 12_000));

export class CallWorld {
  readonly #plan: CallPlan;
  readonly problems: string[] = [];
  /** What happened, for a person to read. */
  readonly story: string[] = [];
  now = 0;
  #order = 0;
  #words = 0;
  #ids = 0;
  readonly #queue: { readonly at: number; readonly order: number; readonly act: () => void }[] = [];
  model: CallModel = initialCall;
  #wake = 0;
  readonly shown: Shown[] = [];
  #dialogueActive: string | undefined;
  // The server
  readonly turns: TrueTurn[] = [];
  readonly #log: AgentLog[] = [];
  readonly #trueOf = new Map<AudioOutput, Chunk>();
  #speaking: TrueReply | undefined;
  #stop: ((tailMs: number) => void) | undefined;
  #freeAt = 0;
  readonly #waiting: TrueTurn[] = [];
  #isServerSpeechOn = false;
  // The loudspeaker
  readonly #sound: { readonly turn: string; readonly chunk: Chunk; from: number; to: number }[] = [];
  readonly #dropped = new Set<string>();
  readonly #given = new Map<Chunk, number>();
  readonly #heardReplies = new Set<TrueReply>();
  #next = 0;
  #lastAt = 0;

  constructor(plan: CallPlan) {
    this.#plan = plan;
  }

  /** Runs the call to its end. @returns what was wrong, if anything was */
  run(): readonly string[] {
    this.#tell({ type: 'connected', base: 0 });
    this.#scheduleNext();
    let steps = 0;
    while (this.#queue.length > 0 && this.problems.length < 5) {
      if ((steps += 1) > 50_000) return ['It never ends'];
      let best = 0;
      for (let index = 1; index < this.#queue.length; index += 1) {
        const [one, other] = [this.#queue[index]!, this.#queue[best]!];
        if (one.at < other.at || (one.at === other.at && one.order < other.order)) best = index;
      }
      const [{ at, act } = { at: 0, act: () => undefined }] = this.#queue.splice(best, 1);
      this.now = Math.max(this.now, at);
      act();
    }
    this.#check('20 s later');
    this.#checkSound();
    return this.problems;
  }

  #fault(problem: string): void {
    this.problems.push(problem);
    this.#say(`!! ${problem}`);
  }

  #at(at: number, act: () => void): void {
    this.#queue.push({ at, order: (this.#order += 1), act });
  }

  #say(text: string): void {
    this.story.push(`${(this.now / 1000).toFixed(2).padStart(7)} ${text}`);
  }

  // ── The person and the detector ──

  /** The next utterance waits for its occasion. */
  #scheduleNext(): void {
    const utterance = this.#plan.utterances[this.#next];
    if (!utterance) return this.#finish();
    this.#poll(utterance, this.now, this.#heardReplies.size);
  }

  #poll(utterance: Utterance, since: number, heardBefore: number): void {
    const isHeard = this.#sound.some(({ from, to }) => from <= this.now && this.now < to);
    const isAnswered = this.#waiting.length === 0 && this.turns.every(({ reply }) => !reply || reply.isLogged) && this.now >= this.#lastAt + 300;
    const isOccasion =
      utterance.when === 'during' ? isHeard && this.#heardReplies.size > heardBefore - 1 : isAnswered && !isHeard;
    if (!isOccasion && this.now - since < 40_000 && !(utterance.when === 'during' && isAnswered && !isHeard && this.now - since > 500)) {
      return this.#at(this.now + 50, () => this.#poll(utterance, since, heardBefore));
    }
    this.#next += 1;
    if (utterance.falseAfterMs !== undefined) this.#detect(this.now + utterance.falseAfterMs, this.now + utterance.falseAfterMs + 400, 'a noise');
    this.#at(this.now + utterance.afterMs + (utterance.falseAfterMs === undefined ? 0 : utterance.falseAfterMs + 600), () => this.#utter(utterance));
  }

  #utter({ ms, pauseMs, detector, reply }: Utterance): void {
    const { endMs } = this.#plan.server;
    const end = this.now + ms + pauseMs;
    this.#say(`the person speaks until ${(end / 1000).toFixed(2)}${pauseMs ? ` with a pause of ${pauseMs} ms` : ''}${detector.isMissed ? ', unnoticed' : ''}`);
    if (!detector.isMissed) this.#detect(this.now + detector.startLateMs, end + detector.endLateMs, 'speech');
    const hear = (from: number, to: number): void => {
      this.#at(from + 120 + this.#plan.server.networkMs, () => this.#serverOnset());
      this.#at(to + endMs + this.#plan.server.networkMs, () => this.#serverEnd(reply));
    };
    if (pauseMs > endMs) {
      hear(this.now, this.now + ms / 2);
      hear(this.now + ms / 2 + pauseMs, end);
    } else hear(this.now, end);
    this.#at(end + Math.max(endMs + 200, detector.endLateMs + 200), () => this.#scheduleNext());
  }

  #detect(start: number, end: number, what: string): void {
    this.#at(start, () => {
      this.#say(`detector: ${what} begins`);
      this.#tell({ type: 'speech-start' });
      this.#cut();
    });
    this.#at(end, () => {
      this.#say(`detector: ${what} ends`);
      this.#tell({ type: 'speech-end' });
    });
  }

  // ── The server ──

  #serverOnset(): void {
    this.#isServerSpeechOn = true;
    if (this.#plan.server.stops === 'onset') this.#stop?.(this.#plan.server.tailMs);
    if (this.#plan.server.stopsThinking && !this.#speaking) this.#giveUp();
  }

  /** What was not answered yet will not be. */
  #giveUp(): void {
    const { givesUp, closing, closesCut } = this.#plan.server;
    for (const turn of this.#waiting.splice(0)) {
      turn.reply = undefined;
      if (givesUp === 'silently') continue;
      this.#log.push({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: '' } });
      this.#say(`server: gives up ${turn.said}`);
      if ((closing === 'message' || closing === 'both') && closesCut) this.#sendFinal('');
    }
  }

  #sendFinal(text: string): void {
    this.#send(() => {
      this.#say(`final: ${text}`);
      this.#tell({ type: 'final', text, failure: '' });
    });
  }

  #serverEnd(reply: Utterance['reply']): void {
    this.#isServerSpeechOn = false;
    const turn: TrueTurn = { said: `Question ${this.turns.length + 1}`, at: this.now, reply: undefined };
    this.turns.push(turn);
    this.#log.push({ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', transcription: turn.said }] });
    this.#say(`server: ${turn.said}`);
    if (this.#plan.server.stops === 'end') this.#stop?.(this.#plan.server.tailMs);
    if (this.#plan.server.supersedes) this.#giveUp();
    this.#waiting.push(turn);
    turn.reply = { question: turn, text: this.#compose(reply), sent: '', cameAt: Infinity, chunks: [], cutAt: undefined, isCutShort: false, isLogged: false };
    this.#at(this.now + Math.max(1, this.#plan.server.thinkMs), () => this.#answer(turn, reply));
  }

  #answer(turn: TrueTurn, how: Utterance['reply']): void {
    const { overlaps, stops } = this.#plan.server;
    if (!this.#waiting.includes(turn)) return;
    // One reply after the other; where they overlap, the tail of the one before is still under way.
    // A person who speaks is not answered.
    const isHeard = this.#isServerSpeechOn && stops === 'onset';
    if (isHeard || this.#speaking || this.#waiting[0] !== turn || (!overlaps && this.now < this.#freeAt)) {
      return this.#at(this.now + 20, () => this.#answer(turn, how));
    }
    this.#waiting.shift();
    const reply = turn.reply!;
    this.#speaking = reply;
    const pieces = piecesOf(reply.text, how.chunkWords, how.style);
    let position = 0;
    let stopAt = Infinity;
    let isClosed = false;
    const close = (isCut: boolean): void => {
      if (isClosed) return;
      isClosed = true;
      if (this.#speaking === reply) {
        this.#speaking = undefined;
        this.#stop = undefined;
      }
      reply.isLogged = true;
      this.#lastAt = this.now;
      this.#log.push({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: reply.sent.trim() } });
      this.#say(`server: reply logged${isCut ? ', cut' : ''}: ${reply.sent}`);
      const { closing, closesCut, finalHasText } = this.#plan.server;
      if ((closing === 'message' || closing === 'both') && (!isCut || closesCut)) {
        this.#sendFinal(finalHasText ? reply.sent.trim() : '');
      }
    };
    const sendNext = (): void => {
      if (isClosed) return;
      const isCut = this.now >= stopAt;
      const piece = pieces[position];
      if (isCut || piece === undefined) return close(isCut && piece !== undefined);
      position += 1;
      const ms = Math.max(150, countWords(piece, how.style) * speechMsPerWord);
      const isEnd = position === pieces.length || this.now + ms / this.#plan.server.pace >= stopAt;
      const { closing, closesCut } = this.#plan.server;
      const isFinalChunk = (closing === 'last-chunk' || closing === 'both') && isEnd && (position === pieces.length || closesCut);
      const output: AudioOutput = { outputType: 'AUDIO', sampleRate: 16_000, base64Audio: soundOf(ms), transcription: piece, isFinalChunk };
      const chunk: Chunk = { reply, output, ms };
      this.#trueOf.set(output, chunk);
      reply.chunks.push(chunk);
      reply.sent += piece;
      this.#send(() => {
        reply.cameAt = Math.min(reply.cameAt, this.now);
        this.#say(`chunk “${piece}”${isFinalChunk ? ' (last)' : ''}`);
        this.#tell({ type: 'chunk', output });
      });
      this.#at(this.now + ms / this.#plan.server.pace, sendNext);
    };
    this.#stop = (tailMs) => {
      if (stopAt < Infinity) return;
      stopAt = this.now + tailMs;
      this.#say('server stops');
      this.#freeAt = stopAt;
      if (tailMs === 0) return close(position < pieces.length);
      if (this.#plan.server.overlaps) {
        this.#speaking = undefined;
        this.#stop = undefined;
      }
    };
    sendNext();
  }

  #send(arrive: () => void): void {
    this.#lastAt = Math.max(this.#lastAt, this.now);
    this.#at(this.now + this.#plan.server.networkMs, arrive);
  }

  #compose({ sentences, style, alikeWords }: Utterance['reply']): string {
    let text = '';
    let count = 0;
    for (let sentence = 0; sentence < sentences; sentence += 1) {
      const length = 3 + (((count < alikeWords ? 0 : this.#words) * 7 + sentence * 3) % 6);
      // The first words of all, and then those that are found nowhere else.
      const next = (): number => ((count += 1) <= alikeWords ? count : 20 + (this.#words += 1));
      const words = Array.from({ length }, () => (style === 'caseless' ? ideographs(next()) : wordOf(next())));
      // Names are capital in the midst of a sentence, too.
      if (length > 5) words[3] = capital(words[3]!);
      text += style === 'caseless' ? `${words.join('')}。` : `${capital(words[0]!)} ${words.slice(1).join(' ')}${sentence % 3 === 2 ? '?' : '.'} `;
    }
    return text;
  }

  // ── The loudspeaker ──

  #play(turn: string, chunk: Chunk): void {
    const { reply } = chunk;
    this.#given.set(chunk, this.now);
    if (reply.cutAt !== undefined && this.now > reply.cutAt + 15) this.#fault(`“${chunk.output.transcription}” of an interrupted reply is heard ${this.now - reply.cutAt} ms later`);
    if (this.#dropped.has(turn)) return this.#fault(`“${chunk.output.transcription}” is given to a reply that was dropped`);
    const from = Math.max(this.now + 30, this.#sound.at(-1)?.to ?? 0);
    this.#sound.push({ turn, chunk, from, to: from + chunk.ms });
    this.#heardReplies.add(reply);
    this.#lastAt = Math.max(this.#lastAt, from + chunk.ms);
  }

  /** The person speaks: all that is heard, or waits, is cut. */
  #cut(): void {
    const left = this.#sound.filter(({ to }) => to > this.now);
    if (left.length === 0) return;
    for (const turn of new Set(left.map((each) => each.turn))) {
      const own = this.#sound.filter((each) => each.turn === turn);
      let heard = '';
      for (const { chunk: { reply, output: { transcription: words } }, from, to } of own) {
        const part = to <= this.now ? words : words.slice(0, Math.max(0, Math.ceil((words.length * (this.now - from)) / (to - from))));
        heard += part;
        reply.cutAt ??= this.now;
        reply.isCutShort ||= letters(part) !== letters(words);
      }
      this.#dropped.add(turn);
      this.#say(`cut after “${heard}”`);
      const text = heard.trimEnd();
      const reply = this.shown.find((each) => each.turn === turn && each.role === 'agent');
      if (reply) Object.assign(reply, { text, status: 'interrupted' });
      if (this.#dialogueActive === turn) this.#dialogueActive = undefined;
      this.#tell({ type: 'interrupted', turn, heardText: text });
    }
    for (const each of left) each.to = Math.min(each.to, this.now);
    this.#sound.splice(0, this.#sound.length, ...this.#sound.filter(({ to }) => to < this.now));
  }

  // ── The call ──

  #tell(event: CallEvent): void {
    const { model, effects } = step(this.model, event, { now: this.now, newId: () => `t${(this.#ids += 1)}`, typed: undefined });
    this.model = model;
    for (const effect of effects) this.#do(effect, event);
  }

  #do(effect: CallEffect, event: CallEvent): void {
    if (effect.type !== 'wake' && effect.type !== 'read' && effect.type !== 'give' && effect.type !== 'free') this.#say(`  → ${JSON.stringify(effect)}`);
    switch (effect.type) {
      case 'open':
        this.#dialogueActive = effect.turn;
        this.shown.push({ turn: effect.turn, role: 'user', text: effect.said, status: 'done' });
        return;
      case 'give': {
        const chunk = this.#trueOf.get(effect.output)!;
        this.#say(`  → give ${effect.turn} “${effect.output.transcription}”`);
        if (effect.isRead) this.#reply(effect.turn).text += effect.output.transcription;
        return this.#play(effect.turn, chunk);
      }
      case 'pass':
        if (this.#dialogueActive && event.type === 'final') Object.assign(this.#reply(this.#dialogueActive), { status: 'done', ...(event.text && { text: event.text }) });
        this.#dialogueActive = undefined;
        return this.#at(this.now, () => this.#tell({ type: 'time' }));
      case 'end':
        if (this.#dialogueActive !== effect.turn) this.#fault(`${effect.turn} is ended, but ${this.#dialogueActive} is under way`);
        this.#reply(effect.turn).status = effect.error ? 'failed' : 'done';
        this.#dialogueActive = undefined;
        return;
      case 'withdraw':
        this.shown.splice(0, this.shown.length, ...this.shown.filter(({ turn }) => turn !== effect.turn));
        if (this.#dialogueActive === effect.turn) this.#dialogueActive = undefined;
        return;
      case 'said':
        this.shown.find(({ turn, role }) => turn === effect.turn && role === 'user')!.text = effect.text;
        return;
      case 'reply':
        Object.assign(this.#reply(effect.turn), { text: effect.text, status: effect.status });
        if (this.#dialogueActive === effect.turn) this.#dialogueActive = undefined;
        return;
      case 'insert':
        return this.#insert(effect.turn, effect.said, effect.after);
      case 'move': {
        if (effect.fromStatus === 'none') this.shown.splice(0, this.shown.length, ...this.shown.filter(({ turn, role }) => turn !== effect.from || role === 'user'));
        else Object.assign(this.#reply(effect.from), { text: effect.fromText, status: effect.fromStatus === 'open' ? 'streaming' : effect.fromStatus });
        Object.assign(this.#reply(effect.to), { text: effect.toText, status: effect.toStatus === 'open' ? 'streaming' : effect.toStatus });
        if (effect.toStatus === 'open') this.#dialogueActive = effect.to;
        else if (effect.fromStatus !== 'open' && effect.fromStatus !== 'none' && (this.#dialogueActive === effect.to || this.#dialogueActive === effect.from)) this.#dialogueActive = undefined;
        return;
      }
      case 'read':
        this.#say('  → read');
        return this.#at(this.now + 40, () => {
          const logs = [...this.#log];
          this.#at(this.now + 40, () => this.#tell({ type: 'log', logs }));
        });
      case 'wake': {
        const wake = (this.#wake += 1);
        return this.#at(effect.at, () => {
          if (wake === this.#wake) this.#tell({ type: 'time' });
        });
      }
      case 'free':
    }
  }

  #insert(turn: string, text: string, after: string | undefined): void {
    const position = this.shown.findLastIndex((each) => each.turn === after);
    this.shown.splice(position + 1, 0, { turn, role: 'user', text, status: 'done' });
  }

  #reply(turn: string): Shown {
    const known = this.shown.find((each) => each.turn === turn && each.role === 'agent');
    if (known) return known;
    const reply: Shown = { turn, role: 'agent', text: '', status: 'streaming' };
    this.shown.splice(this.shown.findLastIndex((each) => each.turn === turn) + 1, 0, reply);
    return reply;
  }

  // ── What has to be true ──

  /** After the last that is said, and 3 s of quiet, the transcript is the log; 20 s later nothing is awaited. */
  #finish(): void {
    const isQuiet = this.#waiting.length === 0 && this.turns.every(({ reply }) => !reply || reply.isLogged) && !this.#sound.some(({ to }) => to > this.now);
    if (!isQuiet) return this.#at(this.now + 50, () => this.#finish());
    this.#at(Math.max(this.now, this.#lastAt + this.#plan.server.networkMs) + 3_000, () => {
      this.#check('after 3 s of quiet');
      this.#at(this.now + 20_000, () => {
        const { active, isPending, held } = this.model;
        if (active !== undefined || isPending || held.length > 0 || this.#dialogueActive) this.#fault(`After 20 s of silence ${active ?? this.#dialogueActive} is awaited, ${held.length} held`);
        this.#queue.length = 0;
      });
    });
  }

  /**
   * Every question of the log is in the transcript, in its order, and every reply once, under the question that it
   * answers. Where some are left unanswered neither the log nor the wire says which: then that is known only as far as
   * readings of the log can tell, and they are `readingsMs` apart.
   */
  #check(when: string): void {
    const isAllAnswered = this.turns.every(({ reply }) => reply);
    const expected = this.turns.flatMap(({ reply }, question) => (reply ? [{ reply, question }] : []));
    const shown: { text: string; status: string; question: number }[] = [];
    let question = -1;
    let isSame = true;
    for (const { role, text, status } of this.shown) {
      if (role === 'agent') shown.push({ text, status, question });
      else isSame &&= this.turns[(question += 1)]?.said === text;
    }
    isSame &&= question + 1 === this.turns.length && shown.length === expected.length;
    isSame &&= expected.every(({ reply, question: own }, index) => {
      const ours = shown[index]!;
      const [a, b] = [letters(reply.sent), letters(ours.text)];
      // What was cut is shown as cut, as far as it was heard, and nothing else is.
      const isText = ours.status === 'interrupted' ? reply.cutAt !== undefined && a.startsWith(b) : ours.status === 'done' && a === b && !reply.isCutShort;
      const isLater = !isAllAnswered && ours.question > own && this.turns[ours.question]!.at <= reply.cameAt + readingsMs;
      return isText && (ours.question === own || isLater);
    });
    if (isSame) return;
    const log = this.turns.flatMap(({ said, reply }) => [`user:${said}`, ...(reply ? [`agent:${reply.sent}`] : [])]);
    this.#fault(`${when} the transcript is not the log:\n  log: ${log.join(' | ')}\n  we:  ${this.shown.map(({ role, status, text }) => `${role}:${status}:${text}`).join(' | ')}`);
  }

  #checkSound(): void {
    for (const { reply } of this.turns) {
      if (!reply || reply.cutAt !== undefined) continue;
      const missing = reply.chunks.filter((chunk) => !this.#given.has(chunk));
      if (missing.length > 0) this.#fault(`Never heard: ${missing.map(({ output }) => `“${output.transcription}”`).join(' ')}`);
    }
  }
}

const sounds = new Map<number, string>();

/** As long as base64 of so many ms is. */
function soundOf(ms: number): string {
  const known = sounds.get(ms) ?? 'A'.repeat(Math.round((ms * 16 * 2 * 4) / 3));
  sounds.set(ms, known);
  return known;
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const countWords = (piece: string, style: Utterance['reply']['style']): number => (style === 'caseless' ? piece.length : piece.split(' ').length);

/** A reply as chunks: some words each, a blank after each word; or whole sentences. */
function piecesOf(text: string, chunkWords: number, style: Utterance['reply']['style']): string[] {
  if (style === 'lines') return text.match(/[^.?]+[.?] /g) ?? [];
  const words = style === 'caseless' ? [...text] : (text.match(/\S+ /g) ?? []);
  return Array.from({ length: Math.ceil(words.length / chunkWords) }, (_, index) => words.slice(index * chunkWords, (index + 1) * chunkWords).join(''));
}
