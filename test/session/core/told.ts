import assert from 'node:assert/strict';
import { initialCall, type CallEffect, type CallEvent, type CallFacts, type CallModel } from '../../../src/session/core/call-model.js';
import { step } from '../../../src/session/core/call.js';

/** A call that is told what happens, and when. */
export class Told {
  now = 0;
  model: CallModel = initialCall;
  readonly effects: CallEffect[] = [];
  /** What was typed, and is under way. */
  typed: CallFacts['typed'];
  #ids = 0;

  constructor() {
    this.tell({ type: 'connected', base: 0 });
  }

  tell(event: CallEvent): void {
    const before = this.model;
    const { model, effects } = step(before, event, { now: this.now, newId: () => `t${(this.#ids += 1)}`, typed: this.typed });
    assert.ok(Object.isFrozen(model) && Object.isFrozen(model.turns));
    this.model = model;
    this.effects.push(...effects);
  }

  utter(): void {
    this.tell({ type: 'speech-start' });
    this.now += 1_000;
    this.tell({ type: 'speech-end' });
  }

  chunk(transcription: string, isFinalChunk = false): void {
    this.tell({ type: 'chunk', output: { outputType: 'AUDIO', sampleRate: 16_000, base64Audio: 'A'.repeat(4_000), transcription, isFinalChunk } });
    this.now += 100;
  }

  /** What was given, as `turn:words`. */
  get given(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'give' ? [`${effect.turn}:${effect.output.transcription}`] : []));
  }

  done(type: CallEffect['type']): CallEffect[] {
    return this.effects.filter((effect) => effect.type === type);
  }
}
