import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { openPage, type Page } from '../tools/page-driver.js';
import type { Consumer } from './consumers.js';
import type { Front } from './front.js';

interface VisitOptions extends Pick<Consumer, 'hasViews' | 'isBare'> {
  /** Nobody talks. */
  readonly isTextOnly?: boolean;
}

/** Somebody comes to the page, opens the panel, writes, is answered, and talks. */
export async function visit(front: Pick<Front, 'origin' | 'missing'>, { hasViews = false, isBare = false, isTextOnly = false }: VisitOptions = {}): Promise<void> {
  const page = await openPage({ microphone: resolve('test/fixtures/jfk.wav') }, 'chromium');
  try {
    await page.open(`${front.origin}/`);
    await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part~=launcher]') != null);
    await page.click('autessa-agent >>> [part~=launcher]');
    const placeholder = await page.waitFor(() => {
      const input = document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea');
      return input?.disabled === false && input.placeholder;
    });
    if (!isBare) assert.equal(placeholder, 'Ask me', 'the property `strings` has come');
    await page.click('autessa-agent >>> textarea');
    await page.type('Hello out there');
    await page.press('Enter');
    const said = await page.waitFor((hasListener) => {
      const last = document.querySelector('autessa-agent')?.messages.at(-1);
      if (!hasListener) return last?.role === 'agent' && last.status === 'done' ? last.text : undefined;
      return document.querySelector('#said')?.textContent?.trim() || undefined;
    }, !isBare);
    assert.match(said, /Hello out there/);

    if (hasViews) {
      await page.evaluate(() => void document.querySelector('autessa-agent')!.send('Look:\n\n```weather\n{"city": "Bonn"}\n```'));
      const seen = await page.waitFor(() => document.querySelector('autessa-agent > .weather, autessa-agent > [slot] .weather')?.textContent);
      assert.equal(seen, 'Bonn', 'the page’s own view is shown');
    }

    if (!isTextOnly) await talk(page);

    // An icon is what browsers ask for by themselves.
    assert.deepEqual(front.missing.filter((path) => path !== '/favicon.ico'), [], 'nothing is missing');
    const problems = (await page.problems()).filter((problem) => !/favicon|404 \(Not Found\)/.test(problem));
    assert.deepEqual(problems, [], 'the console is quiet');
  } finally {
    await page.close();
  }
}

async function talk(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.addEventListener('autessa-speech-start', () => (document.documentElement.dataset.speech = 'detected'));
    document.addEventListener('autessa-error', (event) => (document.documentElement.dataset.trouble = event.error.message));
  });
  await page.click('autessa-agent >>> [part~=voice]');
  const outcome = await page.waitFor(() => {
    const { speech, trouble } = document.documentElement.dataset;
    return speech ?? trouble;
  });
  assert.equal(outcome, 'detected', 'speech is detected');
  await page.click('autessa-agent >>> [part~=end-voice]');
  await page.waitFor(() => document.querySelector('autessa-agent')?.voiceState === 'off');
}
