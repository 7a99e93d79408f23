import { writeFile } from 'node:fs/promises';
import { borrowBrowser } from './browser-pool.js';
import type { Page, PageOptions } from './page-driver.js';
import { commonActions, elementOf, middleOf, usualViewport } from './page-scripts.js';
import { settingsOf } from './webkit-browser.js';
import { WebDriverSession } from './webdriver-session.js';

/** WebDriver hears nothing of the console; so the page has to keep what is written there. */
const collectProblems = `(() => {
  if (globalThis.problemsSeen) return;
  const seen = (globalThis.problemsSeen = []);
  const write = console.error;
  console.error = (...args) => {
    seen.push(args.map(String).join(' '));
    write.apply(console, args);
  };
  addEventListener('error', ({ message }) => seen.push(message));
  addEventListener('unhandledrejection', ({ reason }) => seen.push(String(reason)));
})()`;

const takeProblems = 'globalThis.problemsSeen?.splice(0) ?? []';

/** In WebKitGTK, over WebDriver. Each site of a test has an origin of its own, and so finds nothing stored by another. */
export async function openWebKitPage(options: PageOptions): Promise<Page> {
  const { viewport = usualViewport } = options;
  const loan = await borrowBrowser({ browser: 'webkit', settings: settingsOf(options) });
  const session = new WebDriverSession(loan.endpoint);
  await session.setViewport(viewport);
  const problems: string[] = [];
  const keepProblems = async () => {
    problems.push(...((await session.evaluate(takeProblems)) as string[]));
  };
  const evaluate = (expression: string) => session.evaluate(expression);

  return {
    browser: 'webkit',
    async problems() {
      await keepProblems();
      return problems;
    },
    async open(url) {
      await keepProblems();
      await session.open(url);
      await session.evaluate(collectProblems);
    },
    async reload() {
      await keepProblems();
      await session.reload();
      await session.evaluate(collectProblems);
    },
    ...commonActions(evaluate),
    async click(path) {
      const { x, y } = await middleOf(evaluate, path);
      await session.moveMouse(x, y);
      await session.pressMouse();
      await session.releaseMouse();
    },
    async drag(from, to) {
      const [start, end] = [await middleOf(evaluate, from), await middleOf(evaluate, to)];
      await session.moveMouse(start.x, start.y);
      await session.pressMouse();
      await session.moveMouse((start.x + end.x) / 2, (start.y + end.y) / 2);
      await session.moveMouse(end.x, end.y);
      await session.releaseMouse();
    },
    type: (text) => session.type([...text]),
    press: (keys) => session.press(keys.split('+')),
    chooseFile: (path, file) => session.chooseFile(elementOf(path), file),
    setViewport: (size) => session.setViewport(size),
    async screenshot(file) {
      await writeFile(file, await session.screenshot());
    },
    async close() {
      const isClean = await session.clear().then(
        () => true,
        () => false,
      );
      await loan.end(isClean);
    },
  };
}
