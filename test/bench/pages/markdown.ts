import { addressPolicy } from '../../../src/ui/markdown/addresses.js';
import { MarkdownStream } from '../../../src/ui/markdown/markdown-stream.js';
import { english } from '../../../src/ui/strings/english.js';

/** What a model writes, in about 1,000 tokens of four characters. */
const text = `## A weekend in the **hills**

Take the *early* train, then walk along the river; see [the map](https://example.com/map) for the way.

- a coat, since it may be \`windy\`
- water, and **something** to eat
- [x] a tent

| day | way | hours |
|-----|:---:|------:|
| Saturday | river | 5 |
| Sunday | ridge | 6 |

\`\`\`js
const hours = days.map((day) => day.hours).reduce((sum, each) => sum + each, 0);
\`\`\`

> It is best to *start* before eight.

`;

/** Microseconds for each token, layout aside, over the last 500 of so many. */
function perToken(count: number): number {
  const container = document.body.appendChild(document.createElement('div'));
  const stream = new MarkdownStream(container, { strings: english, addresses: addressPolicy() });
  const tokens = text.repeat(Math.ceil((count * 4) / text.length)).match(/[^]{4}/g)!.slice(0, count);
  const measured = 500;
  for (const token of tokens.slice(0, -measured)) stream.append(token);
  const start = performance.now();
  for (const token of tokens.slice(-measured)) stream.append(token);
  const spent = performance.now() - start;
  container.remove();
  return (spent * 1_000) / measured;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

Object.assign(globalThis, {
  measure: () => {
    // Compiled by now, whichever comes first.
    for (let warm = 0; warm < 10; warm += 1) perToken(2_000);
    return Object.fromEntries(
      [1_000, 10_000].map((count) => [`µs per token at ${count} tokens`, median(Array.from({ length: 9 }, () => perToken(count)))]),
    );
  },
});
