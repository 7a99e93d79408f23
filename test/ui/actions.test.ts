import { expect } from '@open-wc/testing';
import type { ActionContext } from '../../src/session/actions/action.js';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';
import { watchConsole } from '../support/watch-console.js';

const line = (root: ShadowRoot, at: number) => root.querySelectorAll('[part~=tool] .tool-state')[at]?.textContent;

describe('Actions of the page', () => {
  it('are run when the agent calls the tool, shown on its line and told, and their results reach the agent', async () => {
    const all = await stage({ behaviour: 'toolsmith', tokensPerSecond: 1_000 });
    let finish = (): void => undefined;
    const contexts: ActionContext[] = [];
    all.element.actions = {
      AddToCart: (variables, context) => {
        contexts.push(context);
        return new Promise((resolve) => (finish = () => resolve({ got: variables })));
      },
    };
    const told: string[] = [];
    document.addEventListener('autessa-action', ({ toolName, phase }) => told.push(`${toolName} ${phase}`));
    all.say('Put 2 tents into my cart');
    await all.answered();
    // The reply is over, the action is not.
    await until(() => line(all.root, 0) === 'Running', 'it runs');
    finish();
    await until(() => line(all.root, 0) === 'Done', 'it is done');
    expect([contexts.length, contexts[0]?.element === all.element, told]).to.deep.equal([1, true, ['AddToCart running', 'AddToCart done']]);
    all.say('What is in my cart?');
    await all.answered(2);
    expect(all.logText).to.contain('"result":{"got":{"item":"tent","quantity":2}}');
  });

  it('say in words that they failed, and are not run where a listener prevents it', async () => {
    const all = await stage({ behaviour: 'toolsmith', tokensPerSecond: 1_000 });
    let runs = 0;
    all.element.actions = {
      AddToCart: () => {
        runs += 1;
        throw new Error('Sold out');
      },
    };
    const developer = watchConsole();
    all.say('Put a tent into my cart');
    await all.answered();
    await until(() => line(all.root, 0) === 'This page could not do that.', 'it has failed');
    developer.stop();
    expect([all.errors.map(({ code }) => code), developer.said]).to.deep.equal([['action'], ['<autessa-agent> actions.AddToCart failed: Sold out']]);
    all.element.addEventListener('autessa-tool', (event) => event.preventDefault());
    all.say('Put a stove into my cart');
    await all.answered(2);
    await until(() => line(all.root, 1) === 'Done');
    expect(runs).to.equal(1);
  });
});
