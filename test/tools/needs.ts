import { findProgram } from './browsers.js';

/**
 * Why a test that uses these programs is skipped; `false` where they are here. A test run installs none of them.
 *
 * @throws {Error} where one is missing and `REQUIRE_PROGRAMS=1` says that nothing may be skipped for it
 */
export function lacks(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => findProgram(program) === undefined);
  if (missing.length === 0) return false;
  const reason = `needs ${missing.join(', ')}`;
  if (process.env.REQUIRE_PROGRAMS === '1') throw new Error(`A test ${reason}`);
  return reason;
}
