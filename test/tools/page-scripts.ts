import { setTimeout as pause } from 'node:timers/promises';
import type { Page, Size } from './page-driver.js';

/** The window of a page that asks for none. */
export const usualViewport: Size = { width: 1280, height: 800 };

/** The call of a function as an expression, for a page that knows nothing of it. */
export function callOf(work: (...args: never[]) => unknown, args: readonly unknown[]): string {
  // tsx names functions with a helper that is not there in the page.
  return `((__name) => (${work.toString()})(...${JSON.stringify(args)}))((named) => named)`;
}

/** An expression for the element that a path leads to. */
export function elementOf(path: string): string {
  return path
    .split('>>>')
    .map((selector) => selector.trim())
    .reduce((from, selector) => `${from}?.querySelector(${JSON.stringify(selector)})?.shadowRoot`, 'document')
    .replace(/\?\.shadowRoot$/, '');
}

type Evaluate = (expression: string) => Promise<unknown>;

/** What is the same in every browser. */
export function commonActions(evaluate: Evaluate): Pick<Page, 'evaluate' | 'waitFor'> {
  return {
    evaluate: (work, ...args) => evaluate(callOf(work, args)) as never,
    async waitFor(predicate, ...args) {
      const deadline = Date.now() + 15_000;
      for (;;) {
        // While a page is being left there is nothing to ask.
        const value = await evaluate(callOf(predicate, args)).catch((error: unknown) => {
          if (Date.now() > deadline) throw error;
        });
        if (value !== undefined && value !== null && value !== false) return value as never;
        if (Date.now() > deadline) throw new Error(`Not within 15 s: ${predicate.toString()}`);
        await pause(20);
      }
    },
  };
}

/** Where to click: the middle of the element, once it has stopped moving. */
export async function middleOf(evaluate: Evaluate, path: string): Promise<{ x: number; y: number }> {
  const read = `(() => {
    const element = ${elementOf(path)};
    if (!element) return null;
    element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const { x, y, width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 ? { x: x + width / 2, y: y + height / 2 } : null;
  })()`;
  const deadline = Date.now() + 5000;
  let last: { x: number; y: number } | null = null;
  for (;;) {
    const now = (await evaluate(read)) as { x: number; y: number } | null;
    if (now && last && now.x === last.x && now.y === last.y) return now;
    if (Date.now() > deadline) throw new Error(`There is nothing to click at: ${path}`);
    last = now;
    await pause(30);
  }
}
