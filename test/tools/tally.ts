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

/** One row of the summary: a suite, or one browser of a suite. */
export interface Row extends Tally {
  readonly name: string;
  readonly ms: number;
  readonly files?: readonly { readonly file: string; readonly ms: number }[];
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

/** The files that took longest, of all rows. */
export function slowest(rows: readonly Row[], count = 25): string {
  return rows
    .flatMap(({ name, files = [] }) => files.map(({ file, ms }) => ({ name, file, ms })))
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, count)
    .map(({ name, file, ms }) => `${`${(ms / 1000).toFixed(1)} s`.padStart(8)}  ${file}  (${name})`)
    .join('\n');
}
