import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample } from 'fast-check';
import { CallWorld } from './call-world.js';
import { only, plan, troubles } from './random-call-plans.js';

/*
 * Random calls in virtual time, of ten turns each: over every kind of server, with one kind of trouble in a call, and
 * with all of them at once. None may go wrong; each that does is told with its seed and number, and `STORY=number` tells
 * all that happened in the call of that number. Thousands: `CALLS=10000 npm run bench -- random-calls`.
 */

const calls = Number(process.env['CALLS'] ?? 80);
const seed = Number(process.env['SEED'] ?? 20_261_128);
const story = process.env['STORY'];
const plans = sample(plan, { numRuns: calls, seed });

for (const trouble of troubles) {
  test(`${calls} calls of ten turns, trouble: ${trouble}`, () => {
    const wrong: string[] = [];
    let turns = 0;
    plans.forEach((each, number) => {
      const world = new CallWorld(only(trouble, each));
      const problems = world.run();
      turns += world.turns.length;
      if (problems.length > 0) wrong.push(`seed ${seed}, call ${number}: ${problems[0]?.slice(0, 400)}`);
      if (story === String(number)) console.log(world.story.join('\n'));
    });
    console.log(`${trouble}: seed ${seed}, ${calls} calls, ${turns} turns, ${wrong.length} went wrong`);
    assert.deepEqual(wrong, []);
  });
}
