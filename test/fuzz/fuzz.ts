import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assert, asyncProperty, type Arbitrary } from 'fast-check';

/*
 * One property, tried with many inputs: 2,000 as a test, 100,000 by `npm run fuzz`.
 *
 * What was found once is tried first, for ever: it stands in `test/fuzz/found/{name}.json`, an array of inputs. A
 * failure prints its input as small as it can be made, ready to be put there, and the seed that leads to it again:
 *
 *   FUZZ_SEED=17 npm run fuzz -- relay-frames
 */

const runs = Number(process.env['FUZZ_RUNS'] ?? 2_000);
const givenSeed = process.env['FUZZ_SEED'];
/** The same every time as a test, so that a change does not fail for what was always wrong; another one each time else. */
const seed = givenSeed === undefined ? (process.env['FUZZ_RUNS'] === undefined ? 20_261 : Date.now() % 2 ** 31) : Number(givenSeed);

export interface FuzzOptions {
  /** A part of the usual number of inputs, for what is slow. Default: 1. */
  readonly share?: number;
}

/**
 * Defines a test. Inputs are JSON, so that what is found can be kept: build bytes and other objects from them in the
 * property.
 *
 * @param name of the file in `found/` as well
 * @param property throws where an input shows a fault
 */
export function fuzz<Input>(name: string, input: Arbitrary<Input>, property: (input: Input) => void | Promise<void>, { share = 1 }: FuzzOptions = {}): void {
  const numRuns = Math.max(1, Math.round(runs * share));
  test(`${name}: ${numRuns} inputs`, { timeout: 3_600_000 }, async () => {
    const found = new URL(`found/${name}.json`, import.meta.url);
    const examples = existsSync(found) ? (JSON.parse(readFileSync(found, 'utf8')) as Input[]) : [];
    for (const example of examples) await property(example);
    await assert(asyncProperty(input, async (one) => property(one)), { numRuns, seed });
  });
}
