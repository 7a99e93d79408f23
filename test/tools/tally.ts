export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    nothing,
  );
}

/** The line that a run ends with; scripts read it. */
export function describe({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A test that failed, or what else went wrong in a file. */
export interface Failure {
  /** Its name, with those of what holds it. */
  readonly test: string;
  readonly file?: string;
  readonly message: string;
}

/** One row of the summary: a suite, or one browser of a suite. */
export interface Row extends Tally {
  readonly name: string;
  readonly ms: number;
  readonly files?: readonly { readonly file: string; readonly ms: number }[];
  readonly failures?: readonly Failure[];
  /** What went wrong besides tests. */
  readonly trouble?: string;
}

export function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map(({ name, ms, trouble, ...tally }) => {
      const mark = tally.failed > 0 ? '✗' : '✓';
      const time = `${(ms / 1000).toFixed(1)} s`.padStart(8);
      return `${mark} ${name.padEnd(width)} ${time}  ${describe(tally)}${trouble === undefined ? '' : `  (${trouble})`}`;
    })
    .join('\n');
}

/** What failed, each with the beginning of its message: for the end of a log, which is often all that is left of it. */
export function failed(rows: readonly Row[], linesEach = 3): string {
  return rows
    .flatMap(({ name, failures = [], trouble }) => [...failures, ...(trouble === undefined ? [] : [{ test: trouble, file: undefined, message: '' }])].map((failure) => ({ name, ...failure })))
    .map(({ name, test, file, message }) => {
      const lines = message.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
      return [`✗ ${name}: ${test}${file === undefined ? '' : ` (${file})`}`, ...lines.slice(0, linesEach).map((line) => `    ${line.slice(0, 300)}`)].join('\n');
    })
    .join('\n');
}

/** The files that took longest, of all rows. */
export function slowest(rows: readonly Row[], count = 25): string {
  return rows
    .flatMap(({ name, files = [] }) => files.map(({ file, ms }) => ({ name, file, ms })))
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, count)
    .map(({ name, file, ms }) => `${`${(ms / 1000).toFixed(1)} s`.padStart(8)}  ${file}  (${name})`)
    .join('\n');
}
