import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { browserUnderTest, type Page } from '../tools/page-driver.js';
import { panelStates, reach, scrollUp } from '../tools/panel-states.js';
import { difference, makeComparable, mirrored, pngOf, readPicture, shareOf, takePicture } from '../tools/pictures.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/*
 * What the panel looks like: as it did before, and in each setting like in the others. Pictures are compared by the mean
 * colours of blocks, with texts of boxes, so neither a machine's fonts nor a new browser's rounding makes a difference;
 * what has moved by a few pixels, has another colour or is gone does. With UPDATE_PICTURES=1 the references in
 * test/e2e/pictures are made anew: look at them, and at the pictures of `test/tools/screenshots.ts`.
 */

const references = 'test/e2e/pictures';
/** Which share of the blocks may differ. */
const allowed = 0.02;
/** Sides of the blocks, in pixels: of the references, and of what is compared with a picture of the same run. */
const coarse = 4;
const fine = 2;

const desktop = { width: 520, height: 760 };
/** A phone; and no browser has a smaller window than that on a desktop. */
const phone = { width: 360, height: 640 };
/** Nothing in the panel has this colour. */
const style = 'html { background: #f0f; } main { display: none; }';

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

const stateOf = (name: string) => {
  const state = panelStates[name];
  assert(state, `There is a state ${name}`);
  return state;
};
const visit = (name: string) => reach(visitor, stateOf(name), { page: { viewport: desktop, reducedMotion: true }, style, attributes: 'theme="light"' });
const set = (page: Page, change: Partial<Record<'theme' | 'direction', string>>) =>
  page.evaluate(({ theme, direction }) => {
    const element = document.querySelector('autessa-agent') as Agent & { theme: string; strings: object };
    if (theme) element.theme = theme;
    if (direction) element.strings = { direction };
  }, change);

describe('pictures', () => {
  for (const name of ['greeting', 'markdown', 'menu', 'undo', 'tools', 'failed-action', 'conversations', 'audio', 'reading', 'unreachable', 'undelivered', 'failed', 'call', 'spoken-action', 'page-context', 'handing-over', 'masked', 'judged', 'invitation', 'refused', 'consent']) {
    test(`look as before, light, dark, right to left and on a phone: ${name}`, async (t) => {
      if (browserUnderTest() !== 'chromium') return t.skip('each browser draws in its own way');
      const page = await visit(name);
      await makeComparable(page);
      // Where it was before hangs on the machine's own fonts.
      if (stateOf(name).isFurtherUp) await page.evaluate(scrollUp);
      const compare = async (setting: string): Promise<void> => {
        const picture = await takePicture(page, coarse);
        const file = `${references}/${name}-${setting}.png`;
        if (process.env.UPDATE_PICTURES) return writeFileSync(file, pngOf(picture));
        const share = difference(picture, await readPicture(file));
        if (share <= allowed) return;
        mkdirSync('test/.output/pictures', { recursive: true });
        const actual = `test/.output/pictures/${name}-${setting}.png`;
        await page.screenshot(actual);
        assert.fail(`${setting}: ${(share * 100).toFixed(1)} % of ${file} are other ones in ${actual}`);
      };
      await compare('light');
      await set(page, { theme: 'dark' });
      await compare('dark');
      await set(page, { theme: 'light', direction: 'rtl' });
      await compare('rtl');
      await set(page, { direction: 'ltr' });
      await page.setViewport(phone);
      await compare('phone');
    });
  }

  for (const name of ['greeting', 'menu', 'undo', 'audio', 'failed', 'call']) {
    test(`from right to left look like from left to right in a mirror: ${name}`, async (t) => {
      if (browserUnderTest() !== 'chromium') return t.skip('scroll bars stay where they are');
      const page = await visit(name);
      // Where a floating panel stands is a matter of the page’s own direction.
      await page.evaluate(() => document.querySelector('autessa-agent')!.setAttribute('layout', 'page'));
      await makeComparable(page, true);
      const forth = await takePicture(page, fine);
      await set(page, { direction: 'rtl' });
      const back = await takePicture(page, fine);
      const [turned, unturned] = [difference(back, forth), difference(back, mirrored(forth))];
      // An arrow or a tick is the same both ways.
      assert(turned > 0.02 && unturned < turned / 5, `${turned} of the blocks have changed, ${unturned} are not where they should be`);
    });
  }

  test('leave the page as it is around the panel, and cover all of a phone', async (t) => {
    const page = await visit('greeting');
    const isPage = (red: number, green: number, blue: number) => red > 250 && green < 5 && blue > 250;
    const shareOfPage = async (): Promise<number> => shareOf(await takePicture(page, coarse), isPage);
    const free = await shareOfPage();
    // 400 × 640 pixels of 520 × 760 are the panel’s, and around it is its shadow.
    assert(free > 0.08, `${free} of the window is the page’s`);
    await page.setViewport(phone);
    if ((await page.evaluate(() => innerWidth)) > 480) return t.skip('the window cannot be as small as that');
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.panel')!.getBoundingClientRect().width === innerWidth);
    assert.equal(await shareOfPage(), 0);
  });
});
