import { resolve } from 'node:path';
import { openPage, type Page } from '../tools/page-driver.js';

/* What is asked of a page on which the libraries of others do something to the widget. */

/** @param work with a page whose microphone speaks */
export async function inBrowser(work: (page: Page) => Promise<void>): Promise<void> {
  const page = await openPage({ microphone: resolve('test/fixtures/jfk.wav') }, 'chromium');
  try {
    await work(page);
  } finally {
    await page.close();
  }
}

export const isWritable = (): boolean => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea')?.disabled === false;
export const draft = (): unknown => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea')?.value;
export const hasFocus = (): boolean => document.querySelector('autessa-agent')?.shadowRoot?.activeElement?.localName === 'textarea';
