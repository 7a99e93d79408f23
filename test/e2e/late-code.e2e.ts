import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import '../../src/define.js';
import { until } from '../support/until.js';
import { browserUnderTest, openPage } from '../tools/page-driver.js';

/*
 * Code that is loaded late, in the built widget: it is there before the network goes, and where it cannot be had, that
 * is said, and nothing is lost.
 */

const needsSound = browserUnderTest() === 'chromium' ? false : 'Without a sound device these browsers play nothing';

let backend: Backend;
before(async () => {
  backend = await startBackend();
});
after(() => backend.close());

/** A site that serves the widget itself, and all of it but what it is told to withhold. */
async function serveSite(html: string) {
  const site = { url: '', withheld: /(?!)/, how: 'refused' as 'refused' | 'as a page' | 'late', asked: [] as string[], answers: [] as (() => void)[], close: () => {} };
  const server = createServer(({ url = '' }, response) => {
    site.asked.push(url);
    if (site.withheld.test(url) && site.how === 'refused') return void response.writeHead(503).end();
    const serve = (): void => {
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      createReadStream(url.slice(1)).pipe(response);
    };
    // It is asked for, and does not come before the test lets it.
    if (site.withheld.test(url) && site.how === 'late') return void site.answers.push(serve);
    if (site.withheld.test(url) || !/^\/dist\/[\w/.-]+\.js$/.test(url)) return void response.writeHead(200, { 'Content-Type': 'text/html' }).end(url === '/' ? html : '');
    serve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  site.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return site;
}

async function visit(attributes = '') {
  const agent = backend.simulator.agents.add(findBehaviour('echo')!, { tokensPerSecond: 1_000 });
  const site = await serveSite(
    `<!doctype html><html lang="en"><title>Host</title><script type="module" src="/dist/autessa-agent.js"></script>
     <autessa-agent agent-id="${agent.id}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}" ${attributes}></autessa-agent></html>`,
  );
  const page = await openPage();
  const close = async () => {
    await page.close();
    site.close();
  };
  return { agent, site, page, close };
}

const texts = () => document.querySelector('autessa-agent')!.messages.map(({ text }) => text);

describe('code that is loaded late', () => {
  test('is there after the first reply, also where nothing can be loaded any more', async () => {
    const { site, page, close, agent } = await visit();
    try {
      await page.open(site.url);
      await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
      await page.evaluate(async () => void (await document.querySelector('autessa-agent')!.send('one')));
      const address = await page.waitFor(() => performance.getEntriesByType('resource').find(({ name }) => name.includes('/recovery-'))?.name);
      // It has come when all that it needs has.
      await page.evaluate(async (url) => void (await import(url)), address);
      site.withheld = /./;
      await page.evaluate(() => document.querySelector('autessa-agent')!.newConversation());
      await page.waitFor(() => document.querySelector('autessa-agent')!.messages.length === 0);
      await page.evaluate(async () => void (await document.querySelector('autessa-agent')!.send('two')));
      assert.deepEqual(await page.evaluate(texts), ['two', 'You said: two']);
      assert.equal(agent.traffic.messages.length, 2);
    } finally {
      await close();
    }
  });

  test('where it cannot be had, is an error that says so; what is said goes on', async () => {
    const { site, page, close } = await visit();
    try {
      site.withheld = /\/recovery-/;
      await page.open(site.url);
      await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
      const outcome = await page.evaluate(async () => {
        const element = document.querySelector('autessa-agent')!;
        const codes: string[] = [];
        element.addEventListener('autessa-error', (event) => codes.push((event as unknown as { error: { code: string } }).error.code));
        await element.send('one');
        // At once: what comes next waits for it, and is not held up.
        element.newConversation();
        const reply = await element.send('two');
        const ended = await element.endConversation().then(() => 'ended', ({ code, retryable }: { code: string; retryable: boolean }) => `${code} ${retryable}`);
        return { codes, reply: reply.text, ended };
      });
      assert.deepEqual(outcome, { codes: ['connection', 'connection'], reply: 'You said: two', ended: 'connection true' });
      assert.deepEqual(await page.evaluate(texts), ['one', 'You said: one', 'two', 'You said: two']);
    } finally {
      await close();
    }
  });

  for (const how of ['refused', 'late'] as const) {
    test(`of Markdown, where it comes ${how}: a reply is shown as it was written, until it is there`, async () => {
      const { site, page, close } = await visit('open');
      try {
        Object.assign(site, { withheld: /\/markdown-stream-/, how });
        await page.open(site.url);
        await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
        await page.evaluate(async () => void (await document.querySelector('autessa-agent')!.send('plain\n\na **bold** word\n\n- and more')));
        const shown = () => [...document.querySelector('autessa-agent')!.shadowRoot!.querySelectorAll('.markdown p')].map(({ textContent }) => textContent);
        await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelectorAll('.markdown p').length === 3);
        assert.deepEqual(await page.evaluate(shown), ['You said: plain', 'a **bold** word', '- and more']);
        assert(site.asked.some((url) => site.withheld.test(url)));
        for (const answer of site.answers) answer();
        if (how === 'late') await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.markdown')!.innerHTML === '<p dir="ltr">You said: plain</p><p dir="ltr">a <strong>bold</strong> word</p><ul class="tight" dir="ltr"><li><p>and more</p></li></ul>');
      } finally {
        await close();
      }
    });
  }

  test('of the panel is not loaded for an invitation, though somebody had it open before and agreed then', async () => {
    const { site, page, close } = await visit('consent="May we?" invite="Need a hand?" invite-when="idle 1h"');
    const invite = () => page.evaluate(() => document.querySelector('autessa-agent')!.invite());
    try {
      await page.open(site.url);
      await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
      assert.equal(await invite(), false, 'not before the consent');
      await page.evaluate(() => document.querySelector('autessa-agent')!.show());
      await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.consent .is-primary') !== null);
      assert.ok(site.asked.some((url) => url.includes('/panel-bundle-')), 'it is there by now');
      await page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>('.consent .is-primary')!.click());
      await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('textarea') !== null);
      site.asked.length = 0;
      await page.open(site.url);
      await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
      assert.equal(await invite(), true);
      assert.deepEqual(site.asked.filter((url) => url.includes('/panel-bundle-')), []);
    } finally {
      await close();
    }
  });

  test('of what is to be hidden, where it cannot be had: nothing is sent, and that is said', async () => {
    const { site, page, close, agent } = await visit('open mask="card"');
    try {
      site.withheld = /\/mask-/;
      await page.open(site.url);
      await page.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('.root > [role=alert]') != null);
      const code = await page.evaluate(() => document.querySelector('autessa-agent')!.send('4111 1111 1111 1111').then(() => 'sent', (error: { code: string }) => error.code));
      assert.deepEqual([code, agent.traffic.messages.length], ['connection', 0]);
    } finally {
      await close();
    }
  });

  for (const [attribute, chunk, isAwaited] of [
    ['context="title"', 'page-context', true],
    ['debug', 'debug-log', true],
    ['mask="card"', 'mask', true],
    ['handoff="help@shop.example"', 'handoff', false],
  ] as const) {
    test(`of ${attribute} ${isAwaited ? 'comes before there is a session' : 'may come when a reply is there'}`, async () => {
      const { site, page, close } = await visit(attribute);
      try {
        Object.assign(site, { withheld: new RegExp(`/${chunk}-`), how: 'late' });
        await page.open(site.url);
        await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
        await page.evaluate(() => void Object.assign(globalThis, { replied: document.querySelector('autessa-agent')!.send('one').then(({ text }) => text) }));
        await until(() => site.answers.length > 0, `${chunk} is asked for`);
        if (isAwaited) {
          assert.equal(await page.evaluate(() => document.querySelector('autessa-agent')!.session === undefined), true);
          for (const answer of site.answers) answer();
        }
        assert.equal(await page.evaluate(() => (globalThis as unknown as { replied: Promise<string> }).replied), 'You said: one');
      } finally {
        await close();
      }
    });
  }

  /** What was left running, and what the visitor reads of a call. */
  const watchCalls = () => {
    const contexts: AudioContext[] = [];
    const tracks: MediaStreamTrack[] = [];
    const Plain = globalThis.AudioContext;
    globalThis.AudioContext = class extends Plain {
      constructor(settings?: AudioContextOptions) {
        super(settings);
        contexts.push(this);
      }
    };
    const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
    Object.assign(globalThis, { calls: { contexts, tracks } });
  };
  const isNothingLeft = () => {
    const { contexts, tracks } = (globalThis as unknown as { calls: { contexts: AudioContext[]; tracks: MediaStreamTrack[] } }).calls;
    return contexts.length > 0 && contexts.every(({ state }) => state === 'closed') && tracks.every(({ readyState }) => readyState === 'ended');
  };
  const alerts = () => {
    const shown = [...document.querySelector('autessa-agent')!.shadowRoot!.querySelectorAll('[role=alert]')].filter((each) => each.checkVisibility());
    return shown.map((each) => each.textContent.trim()).filter(Boolean);
  };
  const lost = 'The connection was lost. Check your network, or try again.';

  for (const [what, chunk, how, outcome] of [
    ['view', /\/voice-/, 'refused', 'aborted'],
    ['beginning', /\/start-voice-/, 'refused', 'connection'],
    ['sound', /\/open-call-/, 'as a page', 'connection'],
  ] as const) {
    test(`of a call, where its ${what} comes ${how}: there is none, it is said, and the visitor writes, or tries again`, async () => {
      const { site, page, close } = await visit();
      try {
        Object.assign(site, { withheld: chunk, how });
        await page.open(site.url);
        await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
        await page.evaluate(watchCalls);
        const ended = await page.evaluate(async () => {
          const element = document.querySelector('autessa-agent')!;
          element.show();
          return element.startVoice().then(() => 'live', ({ code }: { code: string }) => code);
        });
        assert.equal(ended, outcome);
        await page.waitFor(isNothingLeft);
        await page.waitFor(() => document.querySelector('autessa-agent')!.voiceState === 'off');
        await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('[role=alert]') !== null);
        assert.deepEqual(await page.evaluate(alerts), [lost]);
        await page.evaluate(async () => void (await document.querySelector('autessa-agent')!.send('one')));
        assert.deepEqual(await page.evaluate(texts), ['one', 'You said: one']);
        site.withheld = /(?!)/;
        const again = await page.evaluate(() => document.querySelector('autessa-agent')!.startVoice().then(() => 'live', ({ code }: { code: string }) => code));
        // Firefox remembers, as long as the page lives, that a module could not be had.
        assert.equal(again, page.browser === 'firefox' ? outcome : 'live');
      } finally {
        await close();
      }
    });
  }

  test('of what is said aloud, where its view is late: what is heard is not read out as well', { skip: needsSound }, async () => {
    const { site, page, close } = await visit('reply-mode="audio"');
    try {
      Object.assign(site, { withheld: /\/voice-/, how: 'late' });
      await page.open(site.url);
      await page.waitFor(() => customElements.get('autessa-agent') !== undefined);
      await page.evaluate(() => document.querySelector('autessa-agent')!.show());
      await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('[aria-live=polite]') !== null);
      await page.evaluate(async () => {
        const element = document.querySelector('autessa-agent')!;
        const region = element.shadowRoot!.querySelector('[aria-live=polite]')!;
        const said: string[] = [];
        new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
        Object.assign(globalThis, { said });
        await element.send('There are two sentences. Are there?');
      });
      await page.waitFor(() => document.querySelector('autessa-agent')!.voiceState === 'off');
      const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said.filter(Boolean));
      assert.deepEqual(said, []);
      assert(site.asked.some((url) => site.withheld.test(url)));
    } finally {
      await close();
    }
  });
});
