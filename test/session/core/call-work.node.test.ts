import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { initialCall, type CallEvent, type CallModel } from '../../../src/session/core/call-model.js';
import { step } from '../../../src/session/core/call.js';
import type { AgentLog } from '../../../src/protocol/logs.js';
import { agentLog, spokenLog } from '../../support/scripted-server.js';
import { WorkCount } from '../../support/work-count.js';

/* How much work a call's decisions are, counted, not timed: as much for each chunk, however many came before it. */

const count = new WorkCount();
after(() => count.close());

/** A call whose log is read whenever it asks for that. */
class Call {
  now = 0;
  model: CallModel = initialCall;
  readonly logs: AgentLog[] = [];
  #ids = 0;
  #words = 0;

  constructor() {
    this.tell({ type: 'connected', base: 0 });
  }

  tell(event: CallEvent): void {
    const { model, effects } = step(this.model, event, { now: this.now, newId: () => `t${(this.#ids += 1)}`, typed: undefined });
    this.model = model;
    if (effects.some(({ type }) => type === 'read')) this.tell({ type: 'log', logs: this.logs });
  }

  /** The person speaks, and is heard by the server. */
  say(): void {
    this.tell({ type: 'speech-start' });
    this.now += 1_000;
    this.logs.push(spokenLog(`Question ${this.logs.length}`));
    this.tell({ type: 'speech-end' });
  }

  cut(): void {
    const { active } = this.model;
    this.tell({ type: 'speech-start' });
    if (active !== undefined) this.tell({ type: 'interrupted', turn: active, heardText: 'Some' });
  }

  /** @returns its words */
  chunk(): string {
    const transcription = `word${(this.#words += 1)} `;
    this.now += 100;
    this.tell({ type: 'chunk', output: { outputType: 'AUDIO', sampleRate: 16_000, base64Audio: 'A'.repeat(4_000), transcription, isFinalChunk: false } });
    return transcription;
  }

  chunks(many: number): void {
    for (let number = 0; number < many; number += 1) this.chunk();
  }

  /** A whole turn, as it is settled by the log. */
  turn(): void {
    this.say();
    const text = [1, 2, 3].map(() => this.chunk()).join('');
    this.logs.push(agentLog(text));
    this.tell({ type: 'final', text, failure: '' });
    this.now += 3_000;
    this.tell({ type: 'time' });
  }
}

/** What each of twenty chunks costs, the cheapest first: with some of them the log is read. */
const costs = (call: Call): readonly number[] => Array.from({ length: 20 }, () => count.during(() => call.chunk())).toSorted((one, other) => one - other);
const dearest = (call: Call): number => costs(call).at(-1)!;

/** What has been compared before is remembered for a while, which makes small differences. */
function assertAsMuch(many: number, few: number): void {
  assert.ok(many < few * 1.3, `${many} instead of ${few}`);
}

function answered(chunks: number): Call {
  const call = new Call();
  call.say();
  call.chunks(chunks);
  return call;
}

function cutShort(chunks: number): Call {
  const call = answered(5);
  call.cut();
  call.chunks(chunks);
  return call;
}

function afterTurns(turns: number): Call {
  const call = new Call();
  for (let number = 0; number < turns; number += 1) call.turn();
  call.say();
  call.chunk();
  return call;
}

test('a chunk is as much work after a thousand of its reply as after some', () => {
  assert.ok(dearest(answered(20)) > 20, 'it is counted');
  assertAsMuch(dearest(answered(1_000)), dearest(answered(20)));
});

test('so is one that is left over from a reply that was cut', () => {
  assertAsMuch(dearest(cutShort(1_000)), dearest(cutShort(20)));
});

test('so is one after hundreds of turns; a reading of the log is as much more work as the log is longer', () => {
  const [few, many] = [costs(afterTurns(20)), costs(afterTurns(100))];
  assertAsMuch(many[10]!, few[10]!);
  const [reading, longReading] = [few.at(-1)!, many.at(-1)!];
  assert.ok(longReading < reading * 5, `${longReading} after 100 turns, ${reading} after 20`);
});
