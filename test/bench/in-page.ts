import { build } from 'esbuild';
import { launch, type CDPSession, type Page } from 'puppeteer-core';
import { chromiumArguments, findBrowser } from '../tools/browsers.js';
import { serveHostPage } from '../tools/host-page.js';

export interface BenchPage {
  readonly page: Page;
  /** Time that the page's main thread has computed, in ms; what else the machine does is not in it. */
  cpuMs(): Promise<number>;
}

/** Loads a module of test/bench/pages in Chromium. */
export async function inPage<T>(file: string, work: (bench: BenchPage) => Promise<T>): Promise<T> {
  const { outputFiles } = await build({
    entryPoints: [file], bundle: true, write: false, format: 'iife', target: 'es2022', logLevel: 'error',
    tsconfig: '.config/tsconfig.base.json', define: { 'process.env.NODE_ENV': '"production"' },
  });
  const code = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  const host = await serveHostPage(`<!doctype html><html lang="en"><title>Bench</title><body><script>${code}</script></html>`);
  const browser = await launch({ headless: true, executablePath: findBrowser('chromium') ?? '', args: [...chromiumArguments] });
  try {
    const page = await browser.newPage();
    await page.goto(host.url);
    const protocol = await page.createCDPSession();
    await protocol.send('Performance.enable', { timeDomain: 'threadTicks' });
    return await work({ page, cpuMs: () => cpuMs(protocol) });
  } finally {
    await browser.close();
    await host.close();
  }
}

async function cpuMs(protocol: CDPSession): Promise<number> {
  const { metrics } = await protocol.send('Performance.getMetrics');
  return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
}
