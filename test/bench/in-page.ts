import { build } from 'esbuild';
import { serveHostPage } from '../tools/host-page.js';
import { openPage } from '../tools/page-driver.js';

/**
 * Runs a module of test/bench/pages in Chromium and returns what its `measure` does.
 *
 * @param file which sets `globalThis.measure`
 */
export async function measureInPage(file: string): Promise<Readonly<Record<string, number>>> {
  const { outputFiles } = await build({ entryPoints: [file], bundle: true, write: false, format: 'iife', target: 'es2022', tsconfig: '.config/tsconfig.base.json', define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'error' });
  const code = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  const host = await serveHostPage(`<!doctype html><html lang="en"><title>Bench</title><body><script>${code}</script></html>`);
  const page = await openPage({}, 'chromium');
  try {
    await page.open(host.url);
    return await page.evaluate(() => (globalThis as unknown as { measure: () => Promise<Record<string, number>> }).measure());
  } finally {
    await page.close();
    await host.close();
  }
}
