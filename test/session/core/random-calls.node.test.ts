import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, boolean, constant, constantFrom, integer, oneof, record, sample, type Arbitrary } from 'fast-check';
import { CallWorld, type CallPlan, type ServerKind, type Utterance } from './call-world.js';

/*
 * Random calls in virtual time, of ten turns each: over every kind of server, with one kind of trouble in a call, and
 * with all of them at once. `CALLS=2000 SEED=1 npm test -- --only node random-calls` runs so many of each kind: with
 * six kinds 12,000. Each call that goes wrong is told with its seed and number; `STORY=number` tells all of it.
 */

const calls = Number(process.env['CALLS'] ?? 100);
const seed = Number(process.env['SEED'] ?? 20_261_128);
const story = process.env['STORY'];

const server: Arbitrary<ServerKind> = record({
  closing: constantFrom('message', 'last-chunk', 'both', 'none'),
  closesCut: boolean(),
  finalHasText: boolean(),
  stops: constantFrom('onset', 'end', 'never'),
  thinkMs: constantFrom(0, 300, 3_000),
  supersedes: boolean(),
  overlaps: boolean(),
  tailMs: oneof(constant(0), integer({ min: 0, max: 2_000 })),
  endMs: constantFrom(300, 700),
  pace: constantFrom(1, 2, 8),
  networkMs: constantFrom(5, 60),
});

const utterance: Arbitrary<Utterance> = record({
  when: constantFrom('quiet', 'during'),
  afterMs: integer({ min: 100, max: 2_500 }),
  ms: integer({ min: 600, max: 3_000 }),
  pauseMs: oneof({ arbitrary: constant(0), weight: 4 }, { arbitrary: constant(900), weight: 1 }),
  detector: record({
    isMissed: oneof({ arbitrary: constant(false), weight: 9 }, { arbitrary: constant(true), weight: 1 }),
    startLateMs: integer({ min: 60, max: 500 }),
    endLateMs: integer({ min: 200, max: 900 }),
  }),
  falseAfterMs: oneof({ arbitrary: constant(undefined), weight: 7 }, { arbitrary: integer({ min: 0, max: 2_000 }), weight: 1 }),
  reply: record({
    sentences: integer({ min: 1, max: 5 }),
    style: constantFrom('words', 'words', 'lines', 'caseless'),
    chunkWords: integer({ min: 1, max: 4 }),
  }),
});

const plan: Arbitrary<CallPlan> = record({ server, utterances: array(utterance, { minLength: 10, maxLength: 10 }) });

type Trouble = 'none' | 'speech that is missed' | 'noise taken for speech' | 'pauses counted as two turns' | 'replies that overlap' | 'all at once';

/** How many calls in a hundred may go wrong: where nothing tells two replies apart before the log does, sound may be lost or heard late. */
const tolerated: Readonly<Record<Trouble, number>> = {
  none: 1,
  'speech that is missed': 1,
  'noise taken for speech': 2,
  'pauses counted as two turns': 3,
  'replies that overlap': 4,
  'all at once': 10,
};

/** A call with no other trouble than this. */
function only(trouble: Trouble, { server: kind, utterances }: CallPlan): CallPlan {
  const has = (name: Trouble): boolean => trouble === name || trouble === 'all at once';
  return {
    server: { ...kind, overlaps: kind.overlaps && has('replies that overlap') },
    utterances: utterances.map((each) => ({
      ...each,
      pauseMs: has('pauses counted as two turns') ? each.pauseMs : 0,
      falseAfterMs: has('noise taken for speech') ? each.falseAfterMs : undefined,
      detector: { ...each.detector, isMissed: has('speech that is missed') && each.detector.isMissed },
    })),
  };
}

for (const [trouble, most] of Object.entries(tolerated) as [Trouble, number][]) {
  test(`${calls} calls of ten turns, trouble: ${trouble}`, () => {
    const wrong: string[] = [];
    let turns = 0;
    sample(plan, { numRuns: calls, seed }).forEach((each, number) => {
      const world = new CallWorld(only(trouble, each));
      const problems = world.run();
      turns += world.turns.length;
      assert.ok(!problems.some((problem) => problem.startsWith('After 20 s') || problem.startsWith('It never ends')), `seed ${seed}, call ${number}: ${problems.join('\n')}`);
      if (problems.length > 0) wrong.push(`seed ${seed}, call ${number}: ${problems[0]?.slice(0, 400)}`);
      if (story === String(number)) console.log(world.story.join('\n'));
    });
    console.log(`${trouble}: ${calls} calls, ${turns} turns, ${wrong.length} went wrong${wrong.map((each) => `\n  ${each}`).join('')}`);
    assert.ok(wrong.length <= Math.ceil((calls * most) / 100), wrong.join('\n'));
  });
}
