import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample } from 'fast-check';
import { CallWorld } from './call-world.js';
import { only, plan, troubles, type Trouble } from './random-call-plans.js';

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

/** Calls that have gone wrong once, by seed and number. */
const wrongOnce: readonly (readonly [what: string, trouble: Trouble, seed: number, number: number])[] = [
  ['a whole reply that no log has yet, before the same one that it has', 'replies that begin alike', 2_023, 42],
  ['the log has a reply only when its last, long chunk has been heard', 'replies that begin alike', 2_027, 45],
  ['the same, after another one', 'replies that overlap', 2_027, 37],
  ['a sentence begins with neither a blank nor a pause before it', 'all at once', 2_025, 33],
  ['a reply is cut that began in the same breath as the last one ended', 'all at once', 2_011, 1],
  ['the full stop of a reply that was cut comes within the next one', 'replies that overlap', 2_026, 17],
  ['a reply that was taken for the end of another one is cut', 'pauses counted as two turns', 9, 21],
  ['one is cut before its beginning was heard, which was given as another one’s end', 'pauses counted as two turns', 22, 13],
  ['a full stop comes that the log has once', 'all at once, alike', 1, 32],
  ['a reply that was cut has its final message, without words, within the next one', 'replies that overlap', 33, 3],
  ['the same, with a pause before it', 'all at once', 33, 3],
  ['a question that was not noticed is given up, and known only then', 'all at once', 33, 36],
  ['one that is thought to be given up is answered', 'all at once', 67, 47],
  ['what is left over from a reply comes after the final message of the one that it was taken for a part of', 'all at once', 57, 45],
  ['a reply begins with all the words of the one before, and a mark', 'replies that begin alike', 81, 29],
  ['a reply comes at once after the same one, which the log has ended', 'all at once, alike', 1, 26],
  ['the same, and goes on', 'all at once, alike', 4, 21],
  ['one that begins as the one before, of which the log has had all, is taken for it', 'all at once, alike', 114, 8],
  ['the same, and both are the same', 'all at once, alike', 120, 23],
  ['the full stop of the next reply comes when all of the one that was cut has come', 'replies that overlap', 136, 25],
  ['the last letter of a reply that was cut comes within the next one', 'replies that overlap', 118, 11],
  ['a reply runs straight into the next one, while speech goes on that nobody noticed', 'all at once', 137, 6],
  ['the same, and the log has the first one late', 'all at once, alike', 112, 38],
  ['what is left of a reply comes after the next one was cut, too, and before there is anything new to answer', 'replies that overlap', 209, 47],
  ['a last chunk alone tells which of two that begin alike is over', 'all at once, alike', 107, 31],
  ['two replies that came together are cut at once, and one of them goes on', 'all at once', 214, 33],
  ['the full stop of a reply that was cut comes where the next one has one, too', 'replies that overlap', 223, 46],
  ['the same, and what comes next of that one begins with it', 'replies that overlap', 309, 26],
  ['two replies that overlap begin with the same words', 'all at once, alike', 118, 9],
  ['a reply that was given as two turns’ is cut in both at once', 'all at once, alike', 128, 20],
  ['the agent has nothing to say to what was said last, and that was said before it', 'all at once', 604, 18],
  ['a reply begins after a pause that is shorter than the one before the last reply', 'pauses counted as two turns', 406, 35],
];

for (const [what, trouble, ownSeed, number] of wrongOnce) {
  test(`${what}: seed ${ownSeed}, call ${number}`, () => {
    const [own] = sample(plan, { numRuns: number + 1, seed: ownSeed }).slice(-1);
    assert.deepEqual(new CallWorld(only(trouble, own!)).run(), []);
  });
}
