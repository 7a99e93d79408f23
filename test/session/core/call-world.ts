import { addedTranscription } from '../../../src/conversation/transcription.js';
import { initialCall, type CallEffect, type CallEvent, type CallModel } from '../../../src/session/core/call-model.js';
import { step } from '../../../src/session/core/call.js';
import type { CallPlan, Utterance } from './call-plan.js';
import { CallServer, type Chunk, type TrueReply } from './call-server.js';
import { CallTranscript } from './call-transcript.js';
import { VirtualClock } from './virtual-clock.js';

/*
 * A call in virtual time: a person, a detector that hears them more or less well, a server of some kind and a network,
 * a loudspeaker, and the call's decisions in between. It knows what is true, and says where the call is wrong about it.
 */

/** So far apart are two readings of the log at most, in ms, while it is in doubt what a reply answers. */
const readingsMs = 1_000;

export class CallWorld {
  readonly #plan: CallPlan;
  readonly problems: string[] = [];
  /** What happened, for a person to read. */
  readonly story: string[] = [];
  readonly #clock = new VirtualClock();
  readonly #server: CallServer;
  readonly #transcript = new CallTranscript((problem) => this.#fault(problem));
  model: CallModel = initialCall;
  #ids = 0;
  #wake = 0;
  // The loudspeaker
  readonly #sound: { readonly turn: string; readonly chunk: Chunk; from: number; to: number }[] = [];
  readonly #dropped = new Set<string>();
  readonly #given = new Map<Chunk, number>();
  readonly #heardReplies = new Set<TrueReply>();
  #next = 0;

  constructor(plan: CallPlan) {
    this.#plan = plan;
    this.#server = new CallServer({ kind: plan.server, clock: this.#clock, tell: (event) => this.#tell(event), say: (text) => this.#say(text) });
  }

  get now(): number {
    return this.#clock.now;
  }

  /** What was said, as it really was. */
  get turns(): CallServer['turns'] {
    return this.#server.turns;
  }

  /** Runs the call to its end. @returns what was wrong, if anything was */
  run(): readonly string[] {
    this.#tell({ type: 'connected', base: 0 });
    this.#scheduleNext();
    let steps = 0;
    while (this.#clock.isRunning && this.problems.length < 5) {
      if ((steps += 1) > 50_000) return ['It never ends'];
      this.#clock.step();
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
    this.#clock.at(at, act);
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
    const isAnswered = this.#server.isQuiet && this.now >= this.#server.lastAt + 300;
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
      this.#at(from + 120 + this.#plan.server.networkMs, () => this.#server.onset());
      this.#at(to + endMs + this.#plan.server.networkMs, () => this.#server.end(reply));
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

  // ── The loudspeaker ──

  #play(turn: string, chunk: Chunk): void {
    const { reply } = chunk;
    this.#given.set(chunk, this.now);
    if (reply.cutAt !== undefined && this.now > reply.cutAt + 15) this.#fault(`“${chunk.output.transcription}” of an interrupted reply is heard ${this.now - reply.cutAt} ms later`);
    if (this.#dropped.has(turn)) return this.#fault(`“${chunk.output.transcription}” is given to a reply that was dropped`);
    const from = Math.max(this.now + 30, this.#sound.at(-1)?.to ?? 0);
    this.#sound.push({ turn, chunk, from, to: from + chunk.ms });
    this.#heardReplies.add(reply);
    this.#server.lastAt = Math.max(this.#server.lastAt, from + chunk.ms);
  }

  /** The person speaks: all that is heard, or waits, is cut. */
  #cut(): void {
    const left = this.#sound.filter(({ to }) => to > this.now);
    if (left.length === 0) return;
    for (const turn of new Set(left.map((each) => each.turn))) {
      const own = this.#sound.filter((each) => each.turn === turn);
      let heard = '';
      let last: string | undefined;
      for (const { chunk: { reply, output: { transcription } }, from, to } of own) {
        const words = addedTranscription(last, transcription);
        last = transcription || (last ?? '');
        const part = to <= this.now ? words : words.slice(0, Math.max(0, Math.ceil((words.length * (this.now - from)) / (to - from))));
        heard += part;
        reply.cutAt ??= this.now;
        reply.isCutShort ||= letters(part) !== letters(words);
      }
      this.#dropped.add(turn);
      this.#say(`cut after “${heard}”`);
      const text = heard.trimEnd();
      this.#transcript.cut(turn, text);
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
    this.#transcript.apply(effect, event);
    switch (effect.type) {
      case 'give':
        this.#say(`  → give ${effect.turn} “${effect.output.transcription}”`);
        return this.#play(effect.turn, this.#server.chunkOf.get(effect.output)!);
      case 'end':
        if (effect.error && this.#isAnswered(effect.turn)) this.#fault(`${effect.turn} is shown as failed, and its answer is in the log`);
        return;
      case 'pass':
        return this.#at(this.now, () => this.#tell({ type: 'time' }));
      case 'read':
        this.#say('  → read');
        return this.#at(this.now + 40, () => {
          const logs = [...this.#server.log];
          this.#at(this.now + 40, () => this.#tell({ type: 'log', logs }));
        });
      case 'wake': {
        const wake = (this.#wake += 1);
        return this.#at(effect.at, () => {
          if (wake === this.#wake) this.#tell({ type: 'time' });
        });
      }
      default:
    }
  }

  // ── What has to be true ──

  #isAnswered(id: string): boolean {
    const turn = this.model.turns.find((each) => each.id === id);
    return this.turns.some(({ said, reply }) => said === turn?.said && reply?.isLogged);
  }

  /** After the last that is said, and 3 s of quiet, the transcript is the log; 20 s later nothing is awaited. */
  #finish(): void {
    const isQuiet = this.#server.isQuiet && !this.#sound.some(({ to }) => to > this.now);
    if (!isQuiet) return this.#at(this.now + 50, () => this.#finish());
    this.#at(Math.max(this.now, this.#server.lastAt + this.#plan.server.networkMs) + 3_000, () => {
      this.#check('after 3 s of quiet');
      this.#at(this.now + 20_000, () => {
        const { active, isPending, held } = this.model;
        if (active !== undefined || isPending || held.length > 0 || this.#transcript.active) this.#fault(`After 20 s of silence ${active ?? this.#transcript.active} is awaited, ${held.length} held`);
        this.#clock.stop();
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
    for (const { role, text, status } of this.#transcript.shown) {
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
    this.#fault(`${when} the transcript is not the log:\n  log: ${log.join(' | ')}\n  we:  ${this.#transcript.shown.map(({ role, status, text }) => `${role}:${status}:${text}`).join(' | ')}`);
  }

  #checkSound(): void {
    for (const { reply } of this.turns) {
      if (!reply || reply.cutAt !== undefined) continue;
      const missing = reply.chunks.filter((chunk) => !this.#given.has(chunk));
      if (missing.length > 0) this.#fault(`Never heard: ${missing.map(({ output }) => `“${output.transcription}”`).join(' ')}`);
    }
  }
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
