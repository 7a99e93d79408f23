import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import type { FaultOrder } from '../../demo/simulator/faults.js';
import { serveHostPage, type HostPage } from '../tools/host-page.js';
import { openPage, type Page } from '../tools/page-driver.js';

/*
 * The built widget on somebody else's page, as a visitor meets it: real mouse and keyboard, real reloads.
 */

/** What an element shows of its session, for `evaluate`. */
interface Agent extends HTMLElement {
  readonly messages: readonly { readonly role: string; readonly status: string; readonly text: string; readonly notice?: string }[];
  readonly state: string;
  readonly conversationId: string | undefined;
  show(): void;
}

let backend: Backend;
let page: Page | undefined;
let host: HostPage | undefined;

before(async () => {
  backend = await startBackend();
});
after(() => backend.close());
afterEach(async () => {
  await page?.close();
  await host?.close();
  page = undefined;
  host = undefined;
});

function createAgent(behaviour: string, faults: readonly FaultOrder[] = [], tokensPerSecond = 1_000): number {
  const found = findBehaviour(behaviour);
  assert(found);
  return backend.simulator.agents.add(found, { faults, tokensPerSecond }).id;
}

function tag(agentId: number, attributes = ''): string {
  return `<autessa-agent agent-id="${agentId}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}" ${attributes}></autessa-agent>`;
}

async function visit(body: string, headers?: Readonly<Record<string, string>>): Promise<Page> {
  host = await serveHostPage(`<!doctype html><html lang="en"><title>Host</title><main><h1>Host</h1></main>${body}</html>`, headers);
  page = await openPage();
  await page.open(host.url);
  return page;
}

const script = () => `<script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>`;
const upgraded = (visited: Page) => visited.waitFor(() => Boolean(document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part=launcher]')));
const canBeUsed = (visited: Page) => visited.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea')?.disabled === false);
const open = async (visited: Page) => {
  await upgraded(visited);
  await visited.click('autessa-agent >>> [part=launcher]');
  await canBeUsed(visited);
};
const reload = async (visited: Page) => {
  await visited.reload();
  await upgraded(visited);
  // It may be open from before, or become so.
  await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).show());
  await canBeUsed(visited);
};
const say = async (visited: Page, text: string) => {
  await visited.click('autessa-agent >>> textarea');
  await visited.type(text);
  await visited.press('Enter');
};
const answers = (visited: Page, count: number) =>
  visited.waitFor((wanted) => {
    const { messages } = document.querySelector('autessa-agent') as Agent;
    return messages.filter(({ role, status }) => role === 'agent' && status === 'done').length === wanted;
  }, count);
const shown = (visited: Page) =>
  visited.evaluate(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[role=log]')?.textContent.replace(/\s+/g, ' ') ?? '');

describe('the built widget', () => {
  test('answers on a page of another origin, and a reload shows and revives the conversation', async () => {
    const agentId = createAgent('echo');
    const visited = await visit(script() + tag(agentId));
    await open(visited);
    await say(visited, 'Remember me');
    await answers(visited, 1);
    const before = await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).conversationId);
    await visited.waitFor(async () => {
      const { indexedDB } = globalThis;
      return (await indexedDB.databases()).some(({ name }) => name === 'autessa-agent');
    });
    await reload(visited);
    await visited.waitFor(() => (document.querySelector('autessa-agent') as Agent).messages.length === 2);
    assert.match(await shown(visited), /Remember me.*You said: Remember me/);
    // The socket that the reload cut closed the conversation; connecting with its id revived it.
    await visited.waitFor(() => (document.querySelector('autessa-agent') as Agent).state === 'ready');
    assert.equal(await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).conversationId), before);
    await say(visited, 'And again');
    await answers(visited, 2);
    const log = backend.simulator.conversations.findForPage(before!)?.toDto().logs.filter(({ logType }) => logType === 'USER');
    assert.equal(log?.length, 2);
    assert.deepEqual(await visited.problems(), []);
  });

  test('shows the greeting of an agent that speaks first, each time it is connected with, once', async () => {
    const agentId = createAgent('echo', [{ name: 'greet', times: 3 }]);
    const visited = await visit(script() + tag(agentId));
    await open(visited);
    await visited.click('autessa-agent >>> textarea');
    await visited.type('Hel');
    // Whoever begins to write is connected.
    await answers(visited, 1);
    await visited.waitFor(() => /How can I help/.test(document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[role=log]')?.textContent ?? ''));
    await visited.type('lo');
    await visited.press('Enter');
    await answers(visited, 2);
    assert.match(await shown(visited), /Good day! How can I help\?.*Hello.*You said: Hello/);
    await reload(visited);
    await visited.waitFor(() => (document.querySelector('autessa-agent') as Agent).state === 'ready');
    await say(visited, 'Again');
    await answers(visited, 3);
    assert.deepEqual(
      await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).messages.map(({ text }) => text)),
      ['Good day! How can I help?', 'Hello', 'You said: Hello', 'Again', 'You said: Again'],
    );
    assert.deepEqual(await visited.problems(), []);
  });

  test('a reload in the midst of a reply loses nothing and doubles nothing', async () => {
    const agentId = createAgent('atlas', [], 40);
    const visited = await visit(script() + tag(agentId));
    await open(visited);
    await say(visited, 'Plan a weekend');
    await visited.waitFor(() => (document.querySelector('autessa-agent') as Agent).messages.at(-1)?.status === 'streaming');
    await reload(visited);
    await answers(visited, 1);
    const { messages } = backend.simulator.agents.find(agentId)!.traffic;
    assert.equal(messages.length, 1);
    const roles = await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).messages.map(({ role }) => role));
    assert.deepEqual(roles, ['user', 'agent']);
  });

  test('says so once where the server knows the conversation no more', async () => {
    const agentId = createAgent('echo');
    const visited = await visit(script() + tag(agentId));
    await open(visited);
    await say(visited, 'Hello');
    await answers(visited, 1);
    backend.simulator.agents.find(agentId)!.faults.set([{ name: 'not-found' }]);
    await reload(visited);
    await visited.waitFor(() => (document.querySelector('autessa-agent') as Agent).messages.some(({ notice }) => notice === 'conversation-replaced'));
    await say(visited, 'Hello again');
    await answers(visited, 2);
    const notices = await visited.evaluate(() => (document.querySelector('autessa-agent') as Agent).messages.filter(({ role }) => role === 'notice').length);
    assert.equal(notices, 1);
  });

  /** Who allows no more than the widget needs. */
  const strictest = () => {
    const { origin } = backend;
    return {
      'Content-Security-Policy': [
        `default-src 'none'; script-src ${origin}; style-src 'none'; connect-src ${origin} ${origin.replace('http', 'ws')}`,
        "require-trusted-types-for 'script'; trusted-types lit-html",
      ].join('; '),
    };
  };
  // The host page asks for an icon, which its own policy forbids.
  const problemsOf = async (visited: Page) => (await visited.problems()).filter((problem) => !problem.includes('favicon'));

  test('works under the strictest policy, with Trusted Types enforced', async () => {
    const visited = await visit(script() + tag(createAgent('atlas')), strictest());
    await open(visited);
    await say(visited, 'Compare tents');
    await answers(visited, 1);
    const width = await visited.evaluate(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part=panel]')?.getBoundingClientRect().width ?? 0);
    assert(width > 200, `the panel is ${width} px wide`);
    assert.deepEqual(await problemsOf(visited), []);
  });

  test('shows formulas, choices, cards, tables, tasks and footnotes under that policy too', async () => {
    const visited = await visit(script() + tag(createAgent('echo')), strictest());
    await open(visited);
    await visited.evaluate(() => {
      const text = [
        'Mass \\(m\\) and $E=mc^2$', '$$\n\\begin{pmatrix} a & b \\\\ \\frac{c}{d} & \\color{red} x \\end{pmatrix}\n$$', '```math\n\\sqrt 2\n```',
        '```choices\n["Yes", "No"]\n```', '```card\n{"title": "Tent", "text": "*light*"}\n```', '- [x] done', '|a|b|\n|-|-|\n|1|2|', 'A claim[^1].\n\n[^1]: Smith',
      ];
      void document.querySelector('autessa-agent')!.send(text.join('\n\n'));
    });
    await answers(visited, 1);
    await visited.waitFor(() => {
      const shown = document.querySelector('autessa-agent')?.shadowRoot?.querySelector('.markdown');
      return shown?.querySelectorAll('math').length === 4 && ['.choice', '.card em', 'input:checked', 'td', '.note-mark'].every((each) => shown.querySelector(each));
    });
    const height = await visited.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('math[display=block]')!.getBoundingClientRect().height);
    assert(height > 30, `two rows of a matrix are ${height} px high`);
    assert.deepEqual(await problemsOf(visited), []);
  });

  test('names characters and hands out a transcript under that policy too', async () => {
    const visited = await visit(script() + tag(createAgent('echo')), strictest());
    await open(visited);
    await say(visited, 'Gr&uuml;n');
    await answers(visited, 1);
    await visited.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('.markdown')?.textContent === 'You said: Grün');
    await visited.waitFor(() => Boolean(document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part=menu-button]')));
    await visited.click('autessa-agent >>> [part=menu-button]');
    await visited.click('autessa-agent >>> [role=menuitem][aria-expanded]');
    await visited.click('autessa-agent >>> .menu-branch :nth-child(2)');
    await visited.waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part=menu]') === null);
    assert.deepEqual(await problemsOf(visited), []);
  });

  test('loads nothing but the launcher before it is needed, and nothing from elsewhere', async () => {
    const visited = await visit(script() + tag(createAgent('echo')));
    const loaded = () => visited.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    await visited.waitFor(() => Boolean(document.querySelector('autessa-agent')?.shadowRoot?.querySelector('[part=launcher]')));
    assert((await loaded()).every((name) => !/opened|panel|session/.test(name)), String(await loaded()));
    await open(visited);
    await say(visited, 'Hello');
    await answers(visited, 1);
    const foreign = (await loaded()).filter((name) => !name.startsWith(backend.origin) && !name.startsWith(host!.url));
    assert.deepEqual(foreign, []);
  });

  test('is appended by the classic script, with its data attributes', async () => {
    const agentId = createAgent('echo');
    const { origin } = backend;
    const visited = await visit(
      `<script src="${origin}/dist/embed.js" data-agent-id="${agentId}" data-token-endpoint="${origin}/token" data-api-base="${origin}" data-heading="Embedded" async></script>`,
    );
    await open(visited);
    assert.equal(await visited.evaluate(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('h2')?.textContent), 'Embedded');
    await say(visited, 'Hello');
    await answers(visited, 1);
  });

  test('loaded twice, from two addresses, throws nothing', async () => {
    const twice = `<script type="module" src="${backend.origin}/dist/autessa-agent.js?again"></script>`;
    const visited = await visit(script() + twice + tag(createAgent('echo')));
    await open(visited);
    await say(visited, 'Hello');
    await answers(visited, 1);
    assert.deepEqual(await visited.problems(), []);
  });
});
