/** One change, and the test files that must fail for it. */
export interface Mutant {
  readonly file: string;
  /** Occurs once in the file. */
  readonly was: string;
  readonly becomes: string;
  /** From `test/`, without `.node.test.ts`. */
  readonly tests: readonly string[];
}
