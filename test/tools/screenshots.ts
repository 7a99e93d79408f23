import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PageOptions } from './page-driver.js';
import { startVisitor, type Agent } from './visitor.js';

/*
 * Pictures of the panel, to be looked at: `npx tsx test/tools/screenshots.ts [folder] [part of a name …]`.
 * The widget must have been built.
 */

const [folder = 'test/.output/screenshots', ...wanted] = process.argv.slice(2);

interface Scene {
  readonly attributes?: string;
  readonly behaviour?: string;
  /** What is said, one after the other. */
  readonly said?: readonly string[];
  readonly style?: string;
}

const scenes: Readonly<Record<string, Scene>> = {
  greeting: { attributes: `greeting="Hello! What are you planning?" suggestions='["Plan a weekend","Compare tents","Where is my order?"]' heading="Ask Atlas"` },
  tents: { behaviour: 'atlas', said: ['Compare tents'], attributes: 'heading="Ask Atlas"' },
  code: { behaviour: 'atlas', said: ['How is pack weight calculated?'], attributes: 'heading="Ask Atlas"' },
  tools: { behaviour: 'toolsmith', said: ['What is the weather in Seattle?', 'Thanks'], attributes: 'heading="Ask Atlas"' },
  arabic: { said: ['مرحبا', 'Hello in English'], attributes: 'locale="ar" greeting="أهلا! كيف أساعدك؟"' },
  page: { behaviour: 'atlas', said: ['Compare tents'], attributes: 'layout="page" heading="Ask Atlas" greeting="Hello! What are you planning?"' },
  consent: { attributes: 'consent="We keep what you write for 30 days, to make our answers better. You can delete it at any time." heading="Ask Atlas"' },
  problem: { attributes: 'modes="song" agent-id="x"' },
  brand: { said: ['Hello'], style: 'autessa-agent { --autessa-accent: #ffd400; }', attributes: 'heading="Yellow" greeting="Hi"' },
};

const settings: Readonly<Record<string, PageOptions>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 720 } },
  forced: { forcedColors: true },
  short: { viewport: { width: 900, height: 440 } },
};

mkdirSync(folder, { recursive: true });
const visitor = await startVisitor();
try {
  for (const [setting, options] of Object.entries(settings)) {
    for (const [name, { attributes = '', behaviour = 'echo', said = [], style = '' }] of Object.entries(scenes)) {
      const file = `${name}-${setting}`;
      if (wanted.length > 0 && !wanted.some((part) => file.includes(part))) continue;
      const element = visitor.tag(visitor.createAgent(behaviour), `persist="none" ${attributes}`);
      const page = await visitor.visit(`<style>body { color-scheme: light dark; font-family: serif; } ${style}</style>${element}`, {
        page: { viewport: { width: 900, height: 760 }, reducedMotion: true, ...options },
      });
      await page.evaluate(() => (document.querySelector('autessa-agent') as Agent).show());
      await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('.panel') !== null);
      for (const text of said) await page.evaluate(async (each) => void (await (document.querySelector('autessa-agent') as Agent).send(each)), text);
      await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('textarea, .consent button, .has-trouble') !== null);
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
      await page.screenshot(join(folder, `${file}.png`));
      console.log(`${file}.png`);
      await visitor.leave();
    }
  }
} finally {
  await visitor.close();
}
