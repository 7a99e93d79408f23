/*
 * Every test file of the browsers imports this first (see web-test-runner.config.mjs): what a test lets be written to
 * the console as an error, an uncaught exception among it, fails that test.
 */

interface Allowed {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** Errors that any test may meet, each with the reason. */
const everywhere: readonly Allowed[] = [];

let allowed: Allowed[] = [...everywhere];
let errors: string[] = [];

const write = console.error;
console.error = (...args: unknown[]) => {
  write.apply(console, args);
  const text = args.map((arg) => (arg instanceof Error ? `${arg.message}\n${arg.stack}` : String(arg))).join(' ');
  if (!allowed.some(({ pattern }) => pattern.test(text))) errors.push(text);
};

/** For a test that provokes an error on purpose: holds until it ends. */
export function allowConsoleError(pattern: RegExp, reason: string): void {
  allowed.push({ pattern, reason });
}

/** An element, say, as text: what cannot be copied would keep the whole report from the test runner, which then waits for minutes. */
function copyable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
}

afterEach(function () {
  const test = this.currentTest;
  const failure = test?.err as { actual?: unknown; expected?: unknown } | undefined;
  if (failure) Object.assign(failure, { actual: copyable(failure.actual), expected: copyable(failure.expected) });
  // Failing here instead would end the whole file.
  if (errors.length > 0 && test?.state === 'passed') {
    test.state = 'failed';
    test.err = new Error(`The console shows: ${errors.join('\n')}`);
  }
  errors = [];
  allowed = [...everywhere];
});

after(() => {
  if (errors.length > 0) throw new Error(`The console shows: ${errors.join('\n')}`);
});
