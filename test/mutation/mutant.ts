/** One change, and the test files that must fail for it. */
export interface Mutant {
  readonly file: string;
  /** Occurs once in the file. */
  readonly was: string;
  readonly becomes: string;
  readonly tests: readonly string[];
  /** Whether they are run as `npm test` runs them, which bundles what they import. Default: false. */
  readonly isBundled?: boolean;
}
