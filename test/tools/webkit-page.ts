import { writeFile } from 'node:fs/promises';
import type { Page, PageOptions } from './page-driver.js';
import { commonActions, elementOf, middleOf } from './page-scripts.js';
import { startWebKitGtk } from './webkitgtk.js';

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

/** WebKitGTK, over WebDriver. */
export async function openWebKitPage(options: PageOptions): Promise<Page> {
  const { viewport = { width: 1280, height: 800 }, colorScheme, reducedMotion = false } = options;
  const { session, close } = await startWebKitGtk({
    isDark: colorScheme === 'dark',
    hasReducedMotion: reducedMotion,
  });
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
    type: (text) => session.type([...text]),
    press: (keys) => session.press(keys.split('+')),
    chooseFile: (path, file) => session.chooseFile(elementOf(path), file),
    setViewport: (size) => session.setViewport(size),
    async screenshot(file) {
      await writeFile(file, await session.screenshot());
    },
    close,
  };
}
