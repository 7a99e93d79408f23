import { fork } from 'node:child_process';
import { sample } from 'fast-check';
import type { CallPlan } from '../session/core/call-plan.js';
import { CallWorld } from '../session/core/call-world.js';
import { only, plan, troubles, type Trouble } from '../session/core/random-call-plans.js';

/*
 * Random calls in virtual time, as many as wanted: `CALLS=10000 SEED=7 npm run bench -- random-calls` spreads so many
 * over all kinds of trouble and two processes (`PROCESSES`). `TROUBLE=none` is one kind alone. Each call that goes wrong
 * is told with its seed and number: `STORY=5 SEED=7 TROUBLE=none` tells all that happens in it. A call's plan depends on
 * its seed and number alone.
 */

const callsPerSeed = 50;
const { CALLS = '10000', SEED = '1', PROCESSES = '2', TROUBLE, STORY, PART } = process.env;
const kinds: readonly Trouble[] = TROUBLE === undefined ? troubles : [TROUBLE as Trouble];
/** As many seeds as are needed, from the first one on. */
const seeds = Array.from({ length: Math.ceil(Number(CALLS) / kinds.length / callsPerSeed) }, (_, index) => Number(SEED) + index);

interface Outcome {
  readonly calls: number;
  readonly turns: number;
  readonly wrong: number;
}

const plansOf = (seed: number, numRuns = callsPerSeed): readonly CallPlan[] => sample(plan, { numRuns, seed });

/** The calls of one seed, of every kind. */
function runSeed(seed: number): Record<string, Outcome> {
  const plans = plansOf(seed);
  return Object.fromEntries(kinds.map((kind) => {
    let turns = 0;
    let wrong = 0;
    plans.forEach((each, number) => {
      const world = new CallWorld(only(kind, each));
      const [problem] = world.run();
      turns += world.turns.length;
      if (problem === undefined) return;
      wrong += 1;
      console.log(`✗ ${kind}: seed ${seed}, call ${number}: ${problem}`);
    });
    return [kind, { calls: plans.length, turns, wrong }];
  }));
}

if (STORY !== undefined) {
  const [kind = 'none'] = kinds;
  const told = plansOf(Number(SEED), Number(STORY) + 1).at(-1)!;
  const world = new CallWorld(only(kind, told));
  world.run();
  console.log(world.story.join('\n'));
} else if (PART !== undefined) {
  for (const seed of seeds.filter((_, index) => index % Number(PROCESSES) === Number(PART))) process.send!(runSeed(seed));
  process.disconnect();
} else {
  const sums = new Map<string, Outcome>();
  await Promise.all(Array.from({ length: Number(PROCESSES) }, (_, part) => new Promise<void>((resolve, reject) => {
    const child = fork(import.meta.filename, process.argv.slice(2), { env: { ...process.env, PART: String(part) } });
    child.on('message', (outcomes: Record<string, Outcome>) => {
      for (const [kind, { calls, turns, wrong }] of Object.entries(outcomes)) {
        const sum = sums.get(kind) ?? { calls: 0, turns: 0, wrong: 0 };
        sums.set(kind, { calls: sum.calls + calls, turns: sum.turns + turns, wrong: sum.wrong + wrong });
      }
    });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process ended with ${code}`))));
  })));
  for (const [kind, { calls, turns, wrong }] of sums) console.log(`${kind}: ${calls} calls, ${turns} turns, ${wrong} went wrong`);
  const all = [...sums.values()];
  const wrong = all.reduce((sum, each) => sum + each.wrong, 0);
  console.log(`Seeds ${seeds[0]} to ${seeds.at(-1)}: ${all.reduce((sum, { calls }) => sum + calls, 0)} calls, ${wrong} went wrong`);
  process.exit(wrong > 0 ? 1 : 0);
}
