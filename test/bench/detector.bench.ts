import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';
import { build as bundle } from 'esbuild';
import type { SpeechModel } from '../../src/audio/detection/speech-model.js';
import { loadSpeechModel, readSamples } from '../audio/speech-files.js';
import { build } from '../tools/build.js';
import { wantedBrowsers, type BrowserName } from '../tools/browsers.js';
import { loadOnnxSilero } from '../tools/onnx-silero.js';
import { openPage, type Page } from '../tools/page-driver.js';
import type { Engines } from './pages/detector/page.js';

/*
 * What it takes to detect speech: with the model computed in plain TypeScript, as it is shipped (`plain`), and by the
 * runtime that the model was made for (`onnx`). Both in workers, in turns, in one run.
 *
 * npm run bench -- detector
 */

/** In the page. */
declare const engines: Engines;

const names = ['plain', 'onnx'] as const;
type Name = (typeof names)[number];

interface File {
  readonly type: string;
  readonly content: Buffer;
  /** With Brotli, as a server with little time does it. */
  readonly compressed: Buffer;
}

const types: Readonly<Record<string, string>> = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };

function file(name: string, content: Buffer): readonly [string, File] {
  const type = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  const compressed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  return [name, { type, content, compressed }];
}

async function script(entry: string): Promise<Buffer> {
  const { outputFiles } = await bundle({
    entryPoints: [`test/bench/pages/detector/${entry}`],
    bundle: true, minify: true, write: false, format: 'esm', target: 'es2022', logLevel: 'error', tsconfig: '.config/tsconfig.base.json',
  });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}

/** All that each of them loads. */
async function filesOf(name: Name): Promise<ReadonlyMap<string, File>> {
  const worker = file('worker.js', await script(`${name}-worker.ts`));
  if (name === 'plain') return new Map([worker, file('silero-v6-16khz.bin', readFileSync('dist/voice/silero-v6-16khz.bin'))]);
  const packaged = ['onnxruntime-web/dist/ort-wasm-simd-threaded.wasm', 'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs', '@ricky0123/vad-web/dist/silero_vad_v6.onnx'];
  return new Map([worker, ...packaged.map((path) => file(path.split('/').at(-1) ?? '', readFileSync(`node_modules/${path}`)))]);
}

/** Sends as fast as a line of that many bytes a second lets through; all share it. */
class Line {
  readonly #rate: number;
  #freeAt = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  async send(response: ServerResponse, content: Buffer): Promise<void> {
    const piece = Math.min(16_384, this.#rate);
    for (let at = 0; at < content.length && !response.destroyed; at += piece) {
      const part = content.subarray(at, at + piece);
      this.#freeAt = Math.max(this.#freeAt, performance.now()) + (1000 * part.length) / this.#rate;
      const waitMs = this.#freeAt - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      response.write(part);
    }
    response.end();
  }
}

if (!(await build())) process.exit(1);
const files = { plain: await filesOf('plain'), onnx: await filesOf('onnx') };
const pageScript = await script('page.ts');

/** @param rate of the line, in bytes a second */
async function serve(rate = Infinity): Promise<{ readonly url: string; close(): void }> {
  const line = new Line(rate);
  const server = createServer(({ url = '' }, response) => {
    const [, folder = '', name = ''] = url.split('/');
    const asked = folder === 'plain' || folder === 'onnx' ? files[folder].get(name) : undefined;
    // An isolated page has finer clocks, and may ask for its memory.
    const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cache-Control': 'no-store' };
    if (asked) {
      response.writeHead(200, { ...headers, 'Content-Type': asked.type, 'Content-Encoding': 'br' });
      void line.send(response, asked.compressed);
    } else {
      const isScript = folder === 'page.js';
      response.writeHead(200, { ...headers, 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
      response.end(isScript ? pageScript : '<!doctype html><title>Detector</title><script type="module" src="/page.js"></script>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/`, close: () => (server.close(), server.closeAllConnections()) };
}

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
}
const median = (values: readonly number[]): number => percentile(values, 0.5);

function report(what: string, { plain, onnx }: Readonly<Record<Name, number>>, digits: number, unit: string, target: string): void {
  const [ours, before] = [plain, onnx].map((value) => value.toFixed(digits).padStart(10));
  const ratio = plain < onnx ? `1/${(onnx / plain).toFixed(1)}` : `${(plain / onnx).toFixed(2)}×`;
  console.log(`${what.padEnd(46)}${ours}${before} ${unit.padEnd(6)} ${ratio.padStart(7)}  (${target})`);
}

async function opened(browser: BrowserName, url: string): Promise<Page> {
  const page = await openPage({}, browser);
  await page.open(url);
  await page.waitFor(() => 'engines' in globalThis);
  return page;
}

/** From asking to ready, each time in a browser that has nothing of it. */
async function timeToReady(browser: BrowserName, what: string, rate: number | undefined, rounds: number): Promise<void> {
  const host = await serve(rate);
  const times: Record<Name, number[]> = { plain: [], onnx: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const page = await opened(browser, host.url);
      times[name].push(await page.evaluate((folder) => engines.start(folder), name));
      await page.close();
    }
  }
  host.close();
  report(`asked → ready, ${what}, ${browser}`, { plain: median(times.plain), onnx: median(times.onnx) }, 0, 'ms', 'at most 1/4');
}

async function timeOfFrames(browser: BrowserName): Promise<void> {
  const host = await serve();
  const page = await opened(browser, host.url);
  const sound = [...readSamples('test/fixtures/jfk.wav')];
  const times: Record<Name, number[]> = { plain: [], onnx: [] };
  for (const name of names) await page.evaluate((folder) => engines.start(folder), name);
  // In turns, so that whatever else the machine does disturbs both.
  for (let round = 0; round < 8; round++) {
    for (const name of names) times[name].push(...(await page.evaluate((folder, samples) => engines.judge(folder, samples), name, sound)));
  }
  await page.close();
  host.close();
  report(`a frame of 32 ms, median, ${browser}`, { plain: median(times.plain), onnx: median(times.onnx) }, 2, 'ms', 'at most 1.5×');
  report(`a frame of 32 ms, 99 of 100, ${browser}`, { plain: percentile(times.plain, 0.99), onnx: percentile(times.onnx, 0.99) }, 2, 'ms', 'ours at most 2 ms');
  report(`a frame of 32 ms, the first one, ${browser}`, { plain: times.plain[0] ?? NaN, onnx: times.onnx[0] ?? NaN }, 2, 'ms', 'none');
}

/**
 * In Node, where what else the machine does is not counted. The process has threads that compile and collect garbage
 * at any time, so the slowest frames are judged in the browsers.
 */
async function computing(): Promise<void> {
  const sound = readSamples('test/fixtures/jfk.wav');
  const times: Record<Name, number[]> = { plain: [], onnx: [] };
  const measure = async (model: SpeechModel, into: number[]): Promise<void> => {
    for (let at = 0; at + 512 <= sound.length; at += 512) {
      const frame = sound.subarray(at, at + 512);
      const before = process.cpuUsage();
      await model.process(frame);
      const { user, system } = process.cpuUsage(before);
      into.push((user + system) / 1000);
    }
  };
  const models = { plain: await loadSpeechModel(), onnx: await loadOnnxSilero() };
  for (const name of names) for (let round = 0; round < 6; round++) await measure(models[name], times[name]);
  report('a frame of 32 ms, processor time, node', { plain: median(times.plain), onnx: median(times.onnx) }, 2, 'ms', 'at most 1.5×');
}

/** What one that has judged holds on to. */
async function memory(): Promise<void> {
  const host = await serve();
  const used: Record<Name, number> = { plain: NaN, onnx: NaN };
  const sound = [...readSamples('test/fixtures/jfk.wav')];
  for (const name of names) {
    const page = await opened('chromium', host.url);
    await page.evaluate((folder) => engines.start(folder), name);
    await page.evaluate((folder, samples) => engines.judge(folder, samples), name, sound);
    used[name] = (await page.evaluate(() => engines.workerMemory())) / 2 ** 20;
    await page.close();
  }
  host.close();
  report('memory of the worker, chromium', used, 1, 'MiB', 'at most 1/5');
}

const browsers = wantedBrowsers();
console.log(`${''.padEnd(46)}${'plain'.padStart(10)}${'onnx'.padStart(10)}          ratio`);
const bytes = (name: Name, which: 'content' | 'compressed'): number => [...files[name].values()].reduce((sum, one) => sum + one[which].length, 0);
report('bytes, with Brotli', { plain: bytes('plain', 'compressed'), onnx: bytes('onnx', 'compressed') }, 0, '', 'at most 1/7');
report('bytes, as they are', { plain: bytes('plain', 'content'), onnx: bytes('onnx', 'content') }, 0, '', 'at most 1/7');
await computing();
for (const browser of browsers) await timeToReady(browser, 'loopback', undefined, 3);
if (browsers.includes('chromium')) await timeToReady('chromium', '10 Mbit/s', 1_250_000, 3);
if (browsers.includes('chromium')) await memory();
for (const browser of browsers) await timeOfFrames(browser);
