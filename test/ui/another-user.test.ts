import { expect, fixtureCleanup } from '@open-wc/testing';
import { onNextFrame } from '../../src/base/frame.js';
import { backendOrigin, createAgent, stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* Another user, agent or server while the page lives: from the next frame on nothing of the conversation before is there. */

const secret = 'the first one’s secret';

const nextFrame = () => new Promise<void>((resolve) => onNextFrame(resolve));

/** Everything in the shadow root that somebody could see or hear: text, attributes, what stands in the text box. */
function everything(root: ShadowRoot): string {
  const attributes = [...root.querySelectorAll('*')].flatMap((element) => [...element.attributes].map(({ value }) => value));
  const values = [...root.querySelectorAll('textarea')].map(({ value }) => value);
  return [root.textContent, ...attributes, ...values].join('\n');
}

/** Watches every change of the DOM and every frame, from the next one on. @returns what was seen of the secret */
async function watch({ root }: Stage, change: () => void): Promise<() => string[]> {
  const seen: string[] = [];
  const lifetime = new AbortController();
  const look = (when: string): void => {
    const text = everything(root);
    if (text.includes(secret)) seen.push(`${when}: ${text.slice(Math.max(0, text.indexOf(secret) - 60)).slice(0, 160)}`);
  };
  change();
  await nextFrame();
  look('the first frame');
  const observer = new MutationObserver(() => look('a change'));
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  const frames = async (): Promise<void> => {
    while (!lifetime.signal.aborted) {
      await nextFrame();
      look('a frame');
    }
  };
  void frames();
  return () => {
    lifetime.abort();
    observer.disconnect();
    return seen;
  };
}

const states: Readonly<Record<string, (all: Stage) => Promise<void>>> = {
  'a conversation at rest, and a draft': async (all) => {
    all.say(secret);
    await all.answered();
    all.input.value = `${secret}, a draft`;
    all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  },
  'a reply under way': async (all) => {
    await all.pauseAfter(3);
    all.say(`${secret} ${'and so on '.repeat(50)}`);
    await until(() => all.element.messages.at(-1)?.status === 'streaming', 'a reply');
    await until(() => all.logText.includes('You said'), 'shown');
  },
  'replies that nobody has read': async (all) => {
    all.say(secret);
    await until(() => all.element.messages.length > 0);
    all.element.hide();
    await until(() => all.parts('badge')[0]?.textContent === '1', 'the badge');
  },
};

const changes: Readonly<Record<string, (all: Stage) => Promise<() => void>>> = {
  'user-key': async ({ element }) => () => element.setAttribute('user-key', `b-${Math.random()}`),
  'agent-id': async ({ element }) => {
    const other = await createAgent();
    return () => element.setAttribute('agent-id', String(other));
  },
  'api-base': async ({ element }) => {
    const origin = await backendOrigin();
    return () => element.setAttribute('api-base', `${origin}/?another`);
  },
};

describe('Another user, agent or server', () => {
  for (const [attribute, prepare] of Object.entries(changes)) {
    for (const [what, arrange] of Object.entries(states)) {
      it(`leaves nothing to be seen, not for a frame: ${attribute}, after ${what}`, async () => {
        const all = await stage({ attributes: { persist: 'local', 'user-key': `a-${Math.random()}` } });
        await arrange(all);
        const change = await prepare(all);
        const { session } = all.element;
        const seen = await watch(all, change);
        await until(() => all.element.session !== session, 'another session');
        expect(all.parts('badge'), 'unread replies').to.have.length(0);
        if (!all.element.open) all.element.show();
        await until(() => all.element.session?.snapshot.isRestored && !all.input.disabled, 'ready');
        expect(all.element.messages).to.deep.equal([]);
        if (attribute === 'user-key') {
          await all.goOn();
          all.say('the second one');
          await all.answered();
          expect(all.logText).to.contain('You said: the second one');
        }
        expect(seen()).to.deep.equal([]);
        fixtureCleanup();
      });
    }
  }

  it('brings the first one’s conversation back with the first one, and nobody else’s', async () => {
    const all = await stage({ attributes: { persist: 'local', 'user-key': `a-${Math.random()}` } });
    const first = all.element.userKey!;
    all.say(secret);
    await all.answered();
    all.element.userKey = `b-${Math.random()}`;
    await until(() => all.element.messages.length === 0);
    all.element.userKey = first;
    await until(() => all.element.messages.length === 2, 'it is back');
    expect(all.element.messages[0]?.text).to.equal(secret);
  });
});
