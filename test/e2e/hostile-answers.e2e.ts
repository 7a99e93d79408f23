import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { text, type Behaviour } from '../../demo/simulator/agents/behaviour.js';
import { hostileTexts, refusedAddresses } from '../support/hostile-texts.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/*
 * What an agent that somebody has turned says, on a page that would let it: no policy is in the way, so only the widget
 * itself can keep scripts from running and requests from leaving.
 */

/** Says whatever it is told, and calls tools of such names with such arguments. */
const parrot: Behaviour = {
  name: 'parrot',
  title: 'Parrot',
  description: 'Repeats every word.',
  reply: ({ text: said }) => [
    { kind: 'tool', name: said.slice(0, 200), variables: {}, publicVars: { [said.slice(0, 200)]: said }, result: said, durationMs: 1 },
    text(said),
  ],
};

const addressed = refusedAddresses.flatMap((address) => [`[x](${address})`, `![x](<${address}>) <${address}> ${address}`]);

/** Pieces of the others, put together at random; a seed repeats them. */
function mixtures(count: number): string[] {
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const parts = [...hostileTexts, ...addressed, '[', '](', '<', '`', '\n', '**', '|\n|-|\n', '"', '![', '&#x'];
  return Array.from({ length: count }, () => Array.from({ length: 5 }, () => parts[Math.floor(next() * parts.length)]).join(''));
}

const inputs = [...hostileTexts, ...addressed, ...mixtures(60)].filter((each) => each.trim() !== '');

/** Attributes that a page might fill with what others wrote. */
const hostileAttributes = ['heading', 'greeting', 'placeholder', 'launcher-label', 'consent', 'avatar', 'locale', 'theme', 'layout', 'placement', 'user-key', 'allowed-origins'];

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

/** On the page: counts what must not happen. */
const watch = `<script>
  window.happened = [];
  for (const name of ['alert', 'prompt', 'confirm', 'open']) window[name] = () => happened.push(name);
  document.addEventListener('securitypolicyviolation', (event) => happened.push(event.blockedURI));
</script>`;

const whatHappened = (origins: readonly string[]) => {
  const requests = performance.getEntriesByType('resource').map(({ name }) => name);
  const foreign = requests.filter((name) => !origins.some((origin) => name.startsWith(origin)));
  return [...(globalThis as unknown as { happened: string[] }).happened, ...foreign];
};

describe('hostile answers', () => {
  test(`${inputs.length} of them run nothing and fetch nothing`, async () => {
    const visited = await visitor.visit(watch + visitor.tag(visitor.createAgent(parrot, 5_000), 'persist="none"'));
    await visitor.open();
    const batch = 40;
    for (let at = 0; at < inputs.length; at += batch) {
      const answered = await visited.evaluate(async (texts) => {
        const agent = document.querySelector('autessa-agent') as Agent;
        const before = agent.messages.length;
        for (const each of texts) await agent.send(each);
        const log = agent.shadowRoot!.querySelector('[role=log]')!;
        for (const details of log.querySelectorAll('details')) details.open = true;
        const links = [...log.querySelectorAll('a')].map(({ protocol }) => protocol);
        const loaded = log.querySelectorAll('img, script, iframe, object, embed, video, audio, link, style, form').length;
        const count = agent.messages.length - before;
        agent.newConversation();
        return { count, links, loaded };
      }, inputs.slice(at, at + batch));
      assert(answered.count >= Math.min(batch, inputs.length - at) * 2, `${answered.count} messages`);
      assert.deepEqual(answered.links.filter((protocol) => !/^(https?|mailto|tel):$/.test(protocol)), []);
      assert.equal(answered.loaded, 0);
    }
    assert(inputs.length >= 200);
    const { origin } = visitor.backend;
    assert.deepEqual(await visited.evaluate(whatHappened, [origin, await visited.evaluate(() => location.origin)]), []);
  });

  test('nor do attributes and words of the page’s', async () => {
    const attributes = hostileAttributes.map((name) => `${name}='&lt;img src=https://evil.example/ onerror=alert(1)>"javascript:alert(1)'`).join(' ');
    const suggestions = JSON.stringify(hostileTexts.slice(0, 40)).replaceAll('&', '&amp;').replaceAll("'", '&#39;');
    const visited = await visitor.visit(`${watch}${visitor.tag(visitor.createAgent('echo'), `${attributes} suggestions='${suggestions}' persist="none"`)}`);
    await visited.evaluate(() => {
      const agent = document.querySelector('autessa-agent') as unknown as Agent & { strings: Record<string, string>; consent: string };
      agent.strings = Object.fromEntries(['send', 'close', 'suggestions', 'agree', 'heading'].map((key) => [key, '<img src=x onerror=alert(1)>']));
      agent.show();
    });
    await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.consent button') !== null);
    const { origin } = visitor.backend;
    const here = await visited.evaluate(() => location.origin);
    // A picture of the agent is the page's own wish: its address is fetched, but only as a picture.
    const happened = await visited.evaluate(whatHappened, [origin, here]);
    assert.deepEqual(happened, []);
    assert.equal(await visited.evaluate(() => [...document.querySelector('autessa-agent')!.shadowRoot!.querySelectorAll('img:not(.avatar > img), script, iframe')].map(({ outerHTML }) => outerHTML).join('')), '');
  });

  test('an image is fetched with a click, and not before; where origins are limited, only from those', async () => {
    const visited = await visitor.visit(`${watch}${visitor.tag(visitor.createAgent(parrot), 'persist="none"')}`);
    await visitor.open();
    const picture = `${visitor.backend.origin}/atlas.svg?leak=secret`;
    const requests = () => visited.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('leak')).length);
    await visited.evaluate(async (address) => {
      await (document.querySelector('autessa-agent') as Agent).send(`![a map](${address})`);
    }, picture);
    assert.equal(await requests(), 0);
    await visited.click('autessa-agent >>> button.image');
    await visited.waitFor(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('leak')));
    const linked = await visited.evaluate(async (address) => {
      const agent = document.querySelector('autessa-agent') as Agent;
      agent.setAttribute('allowed-origins', 'https://shop.example');
      await agent.send(`![b](${address}) [no](https://other.example/) [yes](https://shop.example/tents)`);
      const last = [...agent.shadowRoot!.querySelectorAll('.message-agent .markdown')].at(-1)!;
      return [last.querySelectorAll('button.image').length, [...last.querySelectorAll('a')].map(({ href }) => href)];
    }, picture);
    assert.deepEqual(linked, [0, ['https://shop.example/tents']]);
  });

  test('under the strictest policy, with Trusted Types, all that is loaded later works as well', async () => {
    const { origin } = visitor.backend;
    const policy = [
      `default-src 'none'; script-src ${origin} 'self'; style-src 'none'; connect-src ${origin} ${origin.replace('http', 'ws')}`,
      "require-trusted-types-for 'script'; trusted-types lit-html",
    ].join('; ');
    const visited = await visitor.visit(visitor.tag(visitor.createAgent('toolsmith'), 'locale="de" persist="none"'), {
      headers: { 'Content-Security-Policy': policy },
    });
    await visited.evaluate(() => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
      Object.assign(globalThis, { violations });
    });
    await visitor.open();
    await visitor.say('Where is my order 48213?');
    await visitor.answers(1);
    await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('table, .tool details') !== null);
    // From now on nobody can talk, which the panel says.
    await visited.evaluate(() => document.querySelector('autessa-agent')!.setAttribute('agent-id', 'nobody'));
    await visited.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('[part=status] [part=error]') !== null);
    const styled = await visited.evaluate(() => {
      const root = document.querySelector('autessa-agent')!.shadowRoot!;
      return {
        panel: root.querySelector('[part=panel]')!.getBoundingClientRect().width > 200,
        placeholder: root.querySelector('textarea')!.placeholder,
        // It has room of its own, as the styles of trouble have it.
        trouble: getComputedStyle(root.querySelector('[part=status]')!).position,
        violations: (globalThis as unknown as { violations: string[] }).violations,
      };
    });
    assert.deepEqual(styled, { panel: true, placeholder: 'Nachricht schreiben', trouble: 'relative', violations: [] });
  });
});
