/**
 * Errors that a page's console may show during tests, each with the reason; any other fails the test it falls in.
 * One that a single test provokes is allowed by that test, see `test/support/console.ts`.
 */
const tolerated: ReadonlyArray<{ readonly pattern: RegExp; readonly reason: string }> = [];

/** Notes that tell nothing about the tests. */
export const noise = /Lit is in dev mode|Multiple versions of Lit/;

/** Makes an error that is only written to the console one that is thrown, which Mocha then blames on the test. */
const strictConsole = `
  const tolerated = [${tolerated.map(({ pattern }) => String(pattern)).join(', ')}];
  globalThis.allowedConsoleErrors = new Set();
  const write = console.error;
  console.error = (...args) => {
    const text = args.map((arg) => arg?.stack ?? String(arg)).join(' ');
    for (const pattern of [...tolerated, ...globalThis.allowedConsoleErrors]) if (pattern.test(text)) return;
    write.apply(console, args);
    queueMicrotask(() => { throw new Error('console.error: ' + text); });
  };
`;

export function testPage(frameworkUrl: string): string {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Tests</title></head>
  <body>
    <script>${strictConsole}</script>
    <script type="module" src="${frameworkUrl}"></script>
  </body>
</html>`;
}
