import { expect } from '@open-wc/testing';
import { adviceOn, findUnreachableCause } from '../../src/transport/unreachable-cause.js';
import { unreachableEndpoint } from '../../src/transport/token-errors.js';
import { backendOrigin } from '../support/stage.js';
import { until } from '../support/until.js';

/** A port at which no browser ever asks. */
const closed = 'http://127.0.0.1:9';
const forbidden = 'http://forbidden.test:8080';

describe('Why nothing is heard of an address', () => {
  let other: string;
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = document;

  before(async () => {
    other = await backendOrigin();
    const allowed = [location.origin, other, other.replace('http', 'ws'), location.origin.replace('http', 'ws'), closed];
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = `connect-src ${allowed.join(' ')}`;
    document.head.append(policy);
    document.addEventListener = (type: string, listener: EventListener) => {
      if (type === 'securitypolicyviolation') listeners.add(listener);
      addEventListener.call(document, type, listener);
    };
    document.removeEventListener = (type: string, listener: EventListener) => {
      listeners.delete(listener);
      removeEventListener.call(document, type, listener);
    };
  });
  after(() => Object.assign(document, { addEventListener, removeEventListener }));

  it('is the page’s own policy, for requests and for sockets', async () => {
    expect(await findUnreachableCause(`${forbidden}/token`)).to.equal('policy');
    expect(await findUnreachableCause('ws://forbidden.test:8080/ws')).to.equal('policy');
    expect(adviceOn('policy', `${forbidden}/token?x`)).to.contain(`connect-src needs ${forbidden}.`);
  });

  it('is that a server answers, but not for this page', async () => {
    expect(await findUnreachableCause(`${other}/index.html`)).to.equal('cors');
    expect(adviceOn('cors', other)).to.contain(`Access-Control-Allow-Origin: ${location.origin}`);
  });

  it('is that the page has no origin of its own, as a file or in a frame with sandbox', () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'origin')!;
    Object.defineProperty(globalThis, 'origin', { configurable: true, value: 'null' });
    try {
      expect(adviceOn('cors', other)).to.contain('origin is null').and.not.contain('RELAY_ORIGINS');
    } finally {
      Object.defineProperty(globalThis, 'origin', own);
    }
  });

  it('is that there is none', async () => {
    expect(await findUnreachableCause(closed)).to.equal('silence');
  });

  it('is that the address is none', async () => {
    expect(await findUnreachableCause('http://[')).to.equal(undefined);
    expect(adviceOn(undefined, 'http://[')).to.equal('Is the address right, and does its server run?');
  });

  it('is not what the page itself is forbidden meanwhile', async () => {
    const looking = findUnreachableCause(closed);
    await fetch('http://another.test/').catch(() => undefined);
    expect(await looking).to.equal('silence');
  });

  it('is looked for only while it is asked: no listener stays', async () => {
    const looking = findUnreachableCause(closed);
    expect(listeners.size).to.equal(1);
    await looking;
    expect(listeners.size).to.equal(0);
  });

  it('is told with what was asked', async () => {
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    try {
      for (let times = 0; times < 2; times += 1) unreachableEndpoint(`${forbidden}/token`, new TypeError('Failed to fetch'));
      await until(() => warnings.length > 0, 'a warning');
      await findUnreachableCause(closed);
      expect(warnings).to.deep.equal([
        `<autessa-agent> The token endpoint ${forbidden}/token could not be reached. The page's content security policy forbids it: connect-src needs ${forbidden}.`,
      ]);
    } finally {
      console.warn = warn;
    }
  });
});
