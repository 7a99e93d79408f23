import { afterEach } from 'node:test';

/*
 * Every test file of what runs in pages imports this first (see tools/node-bundles.ts): what a test lets be written to
 * the console as an error fails that test, as in the browsers.
 */

let errors: string[] = [];

const write = console.error;
console.error = (...args: unknown[]) => {
  write.apply(console, args);
  errors.push(args.map((arg) => (arg instanceof Error ? (arg.stack ?? arg.message) : String(arg))).join(' '));
};

afterEach(() => {
  const shown = errors;
  errors = [];
  if (shown.length > 0) throw new Error(`The console shows: ${shown.join('\n')}`);
});
