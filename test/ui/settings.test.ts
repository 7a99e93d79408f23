import { expect } from '@open-wc/testing';
import '../../src/define.js';
import type { AgentError } from '../../src/base/errors.js';
import { readConfiguration } from '../../src/ui/configuration.js';
import type { AutessaAgentElement } from '../../src/ui/element.js';
import '../../src/ui/problems.js';
import { until } from '../support/until.js';

/*
 * What a page sets, in each of the ways in which frameworks set it: as an attribute or as a property, on an element that
 * is known already or on one whose class comes later. Nothing here is asked of a server.
 */

type Values = Readonly<Record<string, unknown>>;

interface Setting {
  readonly property: string;
  /** Nothing, where there is none. */
  readonly attribute?: string;
  readonly right: readonly unknown[];
  readonly wrong?: readonly unknown[];
  /** Any text is right, so that only a property can be wrong. */
  readonly isText?: boolean;
}

const settings: readonly Setting[] = [
  { property: 'agentId', attribute: 'agent-id', right: ['12', 12], wrong: ['', 'abc', '1.5', 1.5, -3, {}] },
  { property: 'tokenEndpoint', attribute: 'token-endpoint', right: ['/other', new URL('/other', location.href)], wrong: [''] },
  { property: 'apiBase', attribute: 'api-base', right: ['https://a.example/x', '/relay'], wrong: ['ftp://x'] },
  { property: 'variables', attribute: 'variables', right: ['{"name":"John"}', { name: 'John' }], wrong: ['not json', '[1]', 5, [1]] },
  { property: 'versionState', attribute: 'version-state', right: ['DRAFT'], wrong: ['NEWEST', 5] },
  { property: 'versionNumber', attribute: 'version-number', right: ['3', 3], wrong: ['two', 1.5] },
  { property: 'modes', attribute: 'modes', right: ['text', 'voice', ' text  voice '], wrong: ['text smell', 7, ['text', 'voice']] },
  { property: 'voiceSensitivity', attribute: 'voice-sensitivity', right: ['high', 'normal'], wrong: ['loud', true] },
  { property: 'replyMode', attribute: 'reply-mode', right: ['audio', 'text'], wrong: ['song', true] },
  { property: 'open', attribute: 'open', right: [true] },
  { property: 'layout', attribute: 'layout', right: ['inline', 'page'], wrong: ['sideways', 1] },
  { property: 'launcherText', attribute: 'launcher-text', right: ['Ask us'] },
  { property: 'placement', attribute: 'placement', right: ['top-start'], wrong: ['middle', 1] },
  { property: 'theme', attribute: 'theme', right: ['dark'], wrong: ['neon', 0] },
  { property: 'locale', attribute: 'locale', right: ['pt-BR', 'pt_BR'], wrong: ['not a language', 5] },
  { property: 'heading', attribute: 'heading', right: ['Help', 5] },
  { property: 'greeting', attribute: 'greeting', right: ['Hello'] },
  { property: 'placeholder', attribute: 'placeholder', right: ['Ask'] },
  { property: 'launcherLabel', attribute: 'launcher-label', right: ['Talk to us'] },
  { property: 'avatar', attribute: 'avatar', right: ['/face.png', new URL('/face.png', location.href)] },
  { property: 'suggestions', attribute: 'suggestions', right: ['["a","b"]', ['a', 'b']], wrong: ['{"a":1}', 'a', [1], 5] },
  { property: 'consent', attribute: 'consent', right: ['Do you agree?'] },
  { property: 'conversationId', attribute: 'conversation-id', right: ['conv-7', 7], wrong: [{}], isText: true },
  { property: 'persist', attribute: 'persist', right: ['none', 'session', 'local'], wrong: ['for-ever', false] },
  { property: 'userKey', attribute: 'user-key', right: ['ann', 42], wrong: [{ id: 42 }], isText: true },
  { property: 'assetsBase', attribute: 'assets-base', right: ['/files/', new URL('/files/', location.href)] },
  { property: 'disabledFeatures', attribute: 'disabled-features', right: ['export restart'], wrong: ['fun', 5] },
  { property: 'allowedOrigins', attribute: 'allowed-origins', right: ['https://www.example.com https://cdn.example.com'], wrong: ['example.com', 5] },
  { property: 'rating', attribute: 'rating', right: [true] },
  { property: 'debug', attribute: 'debug', right: [true] },
  { property: 'invitation', attribute: 'invite', right: ['Need a hand?', 5] },
  { property: 'inviteWhen', attribute: 'invite-when', right: ['8s, exit'] },
  { property: 'inviteEvery', attribute: 'invite-every', right: ['12h'] },
  { property: 'handoff', attribute: 'handoff', right: ['', '/contact', new URL('/contact', location.href)] },
  { property: 'context', attribute: 'context', right: ['url title selection', ''] },
  { property: 'mask', attribute: 'mask', right: ['card email', ''], wrong: ['card passport', 'cards', 5] },
  { property: 'handoffTool', attribute: 'handoff-tool', right: ['CallAPerson'] },
  { property: 'tokenProvider', right: [() => Promise.resolve({ token: 'a' })], wrong: ['/token', {}] },
  { property: 'environmentVariables', right: [{ a: 1 }], wrong: ['a', [1]] },
  { property: 'strings', right: [{ send: 'Go' }], wrong: ['Go', [1]] },
  { property: 'renderers', right: [{ tool: {} }], wrong: ['card', [1]] },
  { property: 'actions', right: [{ AddToCart: () => 1 }], wrong: ['AddToCart', [1]] },
];

/** As HTML would spell it; nothing, where an attribute cannot say it. */
function attributeText(value: unknown): string | undefined {
  if (value === true) return '';
  if (value instanceof URL || typeof value !== 'object') return String(value);
  return JSON.stringify(value);
}

interface Way {
  readonly name: string;
  readonly isProperty: boolean;
  readonly make: () => AutessaAgentElement;
  readonly isSetFirst: boolean;
}

const known = (): AutessaAgentElement => document.createElement('autessa-agent');
/** In a document without a window no class is known; it becomes what it is when it comes to this page. */
const unknown = (): AutessaAgentElement => document.implementation.createHTMLDocument().createElement('autessa-agent');

const ways: readonly Way[] = [
  { name: 'as an attribute, before the class is known', isProperty: false, make: unknown, isSetFirst: true },
  { name: 'as an attribute, afterwards', isProperty: false, make: known, isSetFirst: false },
  { name: 'as a property, before the class is known', isProperty: true, make: unknown, isSetFirst: true },
  { name: 'as a property, afterwards', isProperty: true, make: known, isSetFirst: false },
];

const warnings: string[] = [];
const warn = console.warn;
beforeEach(() => (console.warn = (...args: unknown[]) => void warnings.push(args.join(' '))));
afterEach(() => {
  console.warn = warn;
  warnings.length = 0;
  document.querySelectorAll('autessa-agent').forEach((each) => each.remove());
});

async function place({ make, isProperty, isSetFirst }: Way, { property, attribute }: Setting, value: unknown): Promise<AutessaAgentElement> {
  const element = make();
  const set = (): void => {
    if (isProperty) (element as unknown as Record<string, unknown>)[property] = value;
    else element.setAttribute(attribute!, attributeText(value)!);
  };
  for (const [name, text] of Object.entries({ 'agent-id': '5', 'token-endpoint': '/token' })) element.setAttribute(name, text);
  if (isSetFirst) set();
  document.body.append(element);
  if (!isSetFirst) {
    await element.updateComplete;
    set();
  }
  await element.updateComplete;
  return element;
}

/** What becomes of it: what the widget reads, what the page reads, and how it looks. */
function effectOf(element: AutessaAgentElement, { property }: Setting): Values {
  const { session, problems } = readConfiguration(element);
  const value = (element as unknown as Values)[property];
  return {
    session: session && { ...session, tokens: typeof session.tokens, actions: typeof session.actions, element: undefined },
    problems,
    value: typeof value === 'function' ? 'function' : typeof value === 'number' ? String(value) : value,
    look: element.renderRoot.querySelector('.root')?.className,
  };
}

const describeValue = (value: unknown): string => (typeof value === 'function' ? 'a function' : value instanceof URL ? `URL ${value.pathname}` : JSON.stringify(value));

describe('Settings', () => {
  it('are all here', () => {
    const declared = Object.entries((customElements.get('autessa-agent') as typeof AutessaAgentElement).properties)
      .filter(([, { state }]) => !state)
      .map(([name]) => (name === 'givenConversation' ? 'conversationId' : name));
    expect(settings.map(({ property }) => property).toSorted()).to.deep.equal(declared.toSorted());
  });

  for (const setting of settings) {
    const possible = ways.filter(({ isProperty }) => isProperty || setting.attribute !== undefined);
    for (const value of setting.right) {
      it(`${setting.property} = ${describeValue(value)}: the same in every way, and nothing is told`, async () => {
        const effects: Values[] = [];
        for (const way of possible) effects.push(effectOf(await place(way, setting, value), setting));
        expect(effects[0]!['problems']).to.deep.equal([]);
        expect(effects[0]!['value'], 'it can be read').not.to.equal(undefined);
        possible.forEach(({ name }, index) => expect(effects[index], name).to.deep.equal(effects[0]));
      });
    }
    for (const value of setting.wrong ?? []) {
      const given = possible.filter(({ isProperty }) => isProperty || !setting.isText);
      it(`${setting.property} = ${describeValue(value)}: told by an event and a warning, in every way`, async () => {
        for (const way of given) {
          warnings.length = 0;
          const element = await place(way, setting, value);
          const errors: AgentError[] = [];
          element.addEventListener('autessa-error', ({ error }) => errors.push(error));
          const name = setting.attribute ?? setting.property;
          element.send('Hello').catch(() => undefined);
          await until(() => errors.length > 0, `${way.name}: nothing is told`);
          expect([errors[0]!.code, warnings.filter((text) => text.includes(`<autessa-agent> ${name} should be`)).length], way.name).to.deep.equal(['config', 1]);
          expect(errors[0]!.message).to.contain(name);
          element.remove();
        }
      });
    }
  }

  it('nothing is told of what comes a moment later, as with every framework that hydrates', async () => {
    const element = known();
    element.setAttribute('layout', 'inline');
    const errors: AgentError[] = [];
    element.addEventListener('autessa-error', ({ error }) => errors.push(error));
    document.body.append(element);
    await element.updateComplete;
    await until(() => element.renderRoot.querySelector('textarea'), 'the panel');
    expect(element.renderRoot.querySelector('[part~=error]'), 'nothing in the panel').to.equal(null);
    // Not that of the tests above: what they have said is kept, and would be sent.
    element.agentId = 6;
    element.tokenProvider = () => Promise.resolve({ token: 'a' });
    await until(() => element.session, 'a session');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    // Nobody answers here, nor the elements of the tests above; that is no matter of settings.
    const told = warnings.filter((text) => !text.includes('The token endpoint'));
    expect([errors.filter(({ code }) => code === 'config'), told]).to.deep.equal([[], []]);
  });

  it('a wrong word among the modes reaches no session: such a list stands for both', () => {
    const element = known();
    for (const [name, text] of Object.entries({ 'agent-id': '5', 'token-endpoint': '/token' })) element.setAttribute(name, text);
    for (const [modes, expected] of [['song', undefined], ['text song', undefined], ['', undefined], ['text voice', undefined], [' text ', ['text']], ['voice voice', ['voice']]] as const) {
      element.modes = modes;
      expect(readConfiguration(element).session?.modes, modes).to.deep.equal(expected);
    }
  });

  it('what is still missing when the page has long been loaded is told, once', async () => {
    const element = known();
    const errors: AgentError[] = [];
    element.addEventListener('autessa-error', ({ error }) => errors.push(error));
    document.body.append(element);
    await until(() => errors.length === 2, 'told');
    element.heading = 'Something else';
    await element.updateComplete;
    element.show();
    await until(() => element.renderRoot.querySelector('[part~=error]'), 'words for visitors');
    expect(element.renderRoot.querySelector('[part~=error]')!.textContent).not.to.match(/agent-id|token-endpoint/);
    expect(errors.map(({ message }) => message.split(' ')[1])).to.deep.equal(['agent-id', 'token-endpoint']);
  });

  it('a wrong theme is none of the visitors’ concern', async () => {
    const element = known();
    for (const [name, text] of Object.entries({ 'agent-id': '5', 'token-endpoint': '/token', theme: 'neon', persist: 'none' })) element.setAttribute(name, text);
    document.body.append(element);
    element.show();
    await until(() => warnings.length > 0);
    await until(() => element.renderRoot.querySelector<HTMLTextAreaElement>('textarea')?.disabled === false, 'one can write');
    expect(element.renderRoot.querySelector('[part~=error]')).to.equal(null);
  });

  for (const [html, isTold] of [
    ['<div><autessa-agent agent-id="5" token-endpoint="/token" /><main>The rest</main><script type="text/plain"></script></div>', true],
    ['<div><autessa-agent agent-id="5" token-endpoint="/token"><span slot="header">Ours</span></autessa-agent></div>', false],
    ['<div><autessa-agent agent-id="5" token-endpoint="/token"><p>No scripts here</p></autessa-agent><p>The rest</p></div>', false],
  ] as const) {
    it(`${isTold ? 'the rest of a page that stands in it is told: it is written without its end' : 'what stands in it by intention is no fault'}: ${html}`, async () => {
      const template = document.createElement('template');
      template.innerHTML = html;
      const place = document.importNode(template.content, true).firstElementChild!;
      document.body.append(place);
      const element = place.querySelector<AutessaAgentElement>('autessa-agent')!;
      element.show();
      element.setAttribute('token-endpoit', 'x');
      await until(() => warnings.some((warning) => warning.includes('token-endpoit')), 'what is wrong has been looked for');
      expect(warnings.filter((warning) => warning.includes('</autessa-agent>'))).to.have.length(isTold ? 1 : 0);
      place.remove();
    });
  }

  for (const [wrong, right] of [['token-endpoit', 'token-endpoint'], ['agentid', 'agent-id'], ['user-keys', 'user-key'], ['reply-mdoe', 'reply-mode']] as const) {
    it(`${wrong} is noticed: ${right} is meant`, async () => {
      const element = known();
      for (const [name, text] of Object.entries({ 'agent-id': '5', 'token-endpoint': '/token', [wrong]: 'x', 'data-heading': '', 'hx-get': '/', '_ngcontent-abc': '', 'v-cloak': '' })) {
        element.setAttribute(name, text);
      }
      document.body.append(element);
      element.show();
      await until(() => warnings.length > 0, 'a warning');
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain(wrong).and.to.contain(right);
    });
  }
});
