import { expect } from '@open-wc/testing';
import { backendOrigin, stage } from '../support/stage.js';
import { until } from '../support/until.js';

/*
 * A page whose policy allows requests to the relay, and forgot its WebSockets: Firefox throws, the others tell of an error.
 */

describe('<autessa-agent>: a content security policy that forbids the WebSocket', () => {
  const warnings: string[] = [];
  const { warn } = console;

  before(async () => {
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = `connect-src ${location.origin} ${location.origin.replace('http', 'ws')} ${await backendOrigin()}`;
    document.head.append(policy);
    console.warn = (...args: unknown[]) => void warnings.push(args.join(' '));
  });
  after(() => void (console.warn = warn));

  it('lets the conversation go on by REST, and the developer is told what to allow', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    expect(all.element.messages.map(({ role, status, text }) => [role, status, text])).to.deep.equal([
      ['user', 'sent', 'Hello'],
      ['agent', 'done', 'You said: Hello'],
    ]);
    expect(all.errors.filter(({ code }) => code !== 'connection')).to.deep.equal([]);
    const socket = (await backendOrigin()).replace('http', 'ws');
    await until(() => warnings.length > 0, 'a warning');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(`${socket}/ws/clients/agents/execute lets no WebSocket through`).and.to.contain(`connect-src needs ${socket}.`);
  });
});
