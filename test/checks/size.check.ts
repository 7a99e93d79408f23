import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { build } from 'esbuild';
import { startBackend } from '../../demo/server/backend.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import { weightsBytes } from '../../src/audio/assets.js';
import { brotliSum, sizeOf, sizeTable, withStaticImports } from '../tools/bundle-size.js';
import { openPage } from '../tools/page-driver.js';

/** What every page pays, whether or not anyone talks. */
const launcherLimit = 7_000;
/** All that is loaded until a reply has come in plain words. The names of chunks alone change it by a few dozen. */
const textLimit = 34_050;
/** What the first mark of Markdown adds, with the shape of code and tables, and with what bounds the cost of a long reply. */
const markdownLimit = 11_500;
/** What voice adds, with what computes the detector's model, but without its weights: a tenth of it tells sound from bytes that are none, another tenth the agent's voice from a person's. */
const voiceLimit = 17_500;
/** All of `dist/voice`, as it is stored. */
const voiceFolderLimit = 530_000;

describe('Size, in bytes', () => {
  test('of what a page loads at first', () => {
    const sizes = withStaticImports('dist/autessa-agent.js').map(sizeOf);
    console.log(sizeTable('autessa-agent.js, statically', sizes, launcherLimit));
    assert.ok(brotliSum(sizes) <= launcherLimit, `${brotliSum(sizes)} bytes are more than ${launcherLimit}`);
  });

  test('of what Markdown adds', () => {
    const files = readdirSync('dist/chunks').filter((file) => /^markdown-stream-.*\.js$/.test(file));
    const sizes = files.map((file) => sizeOf(`dist/chunks/${file}`));
    console.log(sizeTable('Markdown', sizes, markdownLimit));
    assert.equal(sizes.length, 1);
    assert.ok(brotliSum(sizes) <= markdownLimit, `${brotliSum(sizes)} bytes are more than ${markdownLimit}`);
  });

  test('of each part of a reply that is loaded with the first one of its kind', () => {
    const wanted: Readonly<Record<string, number>> = { footnotes: 1_000, math: 1_000, formula: 52_000, choices: 1_000, card: 1_000, 'page-views': 1_000, 'code-colours': 9_500, 'conversation-tools': 9_000 };
    const chunks = readdirSync('dist/chunks').filter((file) => file.endsWith('.js'));
    for (const [name, limit] of Object.entries(wanted)) {
      const sizes = chunks.filter((file) => file.replace(/-.{6}\.js$/, '') === name).map((file) => sizeOf(`dist/chunks/${file}`));
      console.log(sizeTable(name, sizes, limit));
      assert.equal(sizes.length, 1, name);
      assert.ok(brotliSum(sizes) <= limit, `${brotliSum(sizes)} bytes of ${name} are more than ${limit}`);
    }
  });

  test('of what voice adds, but for the weights of the detector’s model', async () => {
    await build({
      entryPoints: { call: 'src/audio/open-call.ts', detector: 'src/audio/detection/detector.ts' },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      tsconfig: '.config/tsconfig.base.json',
      // What the first chunk brought, what is for pages without worklets only, and what is vad-web's.
      external: ['../base/*', '../../base/*', './graph-here.js', '@ricky0123/*'],
      outdir: 'test/.output/voice',
    });
    const sizes = ['test/.output/voice/call.js', 'test/.output/voice/detector.js', 'dist/voice/worklets.js'].map(sizeOf);
    console.log(sizeTable('voice', sizes, voiceLimit));
    assert.ok(brotliSum(sizes) <= voiceLimit, `${brotliSum(sizes)} bytes are more than ${voiceLimit}`);
  });

  test('of the weights, by which progress is counted', () => {
    assert.equal(statSync('dist/voice/silero-v6-16khz.bin').size, weightsBytes);
  });

  test('of all that is there for voice', () => {
    const files = readdirSync('dist/voice').filter((file) => !file.endsWith('.map'));
    assert.deepEqual(files.toSorted(), ['detector.js', 'silero-v6-16khz.bin', 'worklets.js']);
    const sizes = files.map((file) => sizeOf(`dist/voice/${file}`));
    console.log(sizeTable('dist/voice', sizes, voiceFolderLimit));
    const raw = sizes.reduce((sum, size) => sum + size.raw, 0);
    assert.ok(raw <= voiceFolderLimit, `${raw} bytes are more than ${voiceFolderLimit}`);
  });

  test('of what a browser asks for until it can be opened, and until a reply has come', async () => {
    const backend = await startBackend();
    // Answered at once, before what only a draft needs comes for somebody who takes their time to write.
    const { id } = backend.simulator.agents.add(findBehaviour('echo')!, { tokensPerSecond: 1_000 });
    const page = await openPage({}, 'chromium');
    // What only a conversation needs that has begun is loaded after its first reply.
    const loaded = async () => {
      const paths = await page.evaluate(() => {
        const answered = performance.getEntriesByName('answered')[0]?.startTime ?? Infinity;
        return performance
          .getEntriesByType('resource')
          .filter(({ startTime }) => startTime < answered)
          .map(({ name }) => new URL(name).pathname)
          .filter((path) => path.startsWith('/dist/'));
      });
      return [...new Set(paths)].map((path) => sizeOf(path.slice(1)));
    };
    try {
      // A page with nothing on it, and no policy against what is about to be added.
      await page.open(`${backend.origin}/dist/third-party-notices.txt`);
      await page.evaluate((agentId) => {
        const element = document.createElement('autessa-agent');
        element.setAttribute('agent-id', String(agentId));
        element.setAttribute('token-endpoint', '/token');
        element.addEventListener('autessa-message', (event) => {
          if (event.message.role === 'agent') performance.mark('answered');
        });
        const script = document.createElement('script');
        script.type = 'module';
        script.src = '/dist/autessa-agent.js';
        document.body.append(element, script);
      }, id);
      await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part~=launcher]') != null);
      const usable = await loaded();
      console.log(sizeTable('until it can be opened', usable, launcherLimit));
      assert.ok(usable.length > 0, 'what was loaded is seen');
      assert.ok(brotliSum(usable) <= launcherLimit, `${brotliSum(usable)} bytes are more than ${launcherLimit}`);

      await page.click('autessa-agent >>> [part~=launcher]');
      await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.activeElement?.matches('[part~=input]'));
      // In one go: whoever takes their time to write has more loaded, for a draft.
      await page.evaluate(() => {
        const input = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('textarea')!;
        input.value = 'Hello';
        for (const event of [new InputEvent('input', { bubbles: true }), new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })]) {
          input.dispatchEvent(event);
        }
      });
      await page.waitFor(() => performance.getEntriesByName('answered').length > 0);
      const answered = await loaded();
      console.log(sizeTable('until a reply has come', answered, textLimit));
      assert.ok(answered.length > usable.length, 'the panel is loaded later');
      assert.ok(brotliSum(answered) <= textLimit, `${brotliSum(answered)} bytes are more than ${textLimit}`);
    } finally {
      await page.close();
      await backend.close();
    }
  });
});
