/** One change, and the test files that must fail for it. */
export interface Mutant {
  readonly file: string;
  /** Occurs once in the file. */
  readonly was: string;
  readonly becomes: string;
  /** The whole file with the change, where its place has been found otherwise. */
  readonly whole?: string;
  /** From `test/`, without `.node.test.ts`. */
  readonly tests: readonly string[];
}
