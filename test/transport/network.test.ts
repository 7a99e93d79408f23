import { expect } from '@open-wc/testing';
import { browserNetwork } from '../../src/transport/network.js';

const pageEvent = (type: string, persisted: boolean) => new PageTransitionEvent(type, { persisted });

describe('browserNetwork', () => {
  let lifetime: AbortController;
  let told: string[];
  beforeEach(() => {
    lifetime = new AbortController();
    told = [];
    browserNetwork.onHope(() => told.push('hope'), lifetime.signal);
    browserNetwork.onRest(() => told.push('rest'), lifetime.signal);
    browserNetwork.onHide(() => told.push('hide'), lifetime.signal);
    browserNetwork.onReturn(() => told.push('return'), lifetime.signal);
  });
  afterEach(() => {
    lifetime.abort();
    Reflect.deleteProperty(document, 'visibilityState');
  });

  const look = (state: DocumentVisibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('has hope when the network is back, when the page is seen again, and when it comes out of the cache', () => {
    window.dispatchEvent(new Event('online'));
    look('visible');
    window.dispatchEvent(pageEvent('pageshow', true));
    expect(told).to.deep.equal(['hope', 'hope', 'return', 'hope', 'return']);
  });

  it('returns when the page is seen again, or is taken out of where it was kept or frozen; not when it is shown first', () => {
    window.dispatchEvent(pageEvent('pageshow', false));
    expect(told).to.deep.equal([]);
    document.dispatchEvent(new Event('resume'));
    expect(told).to.deep.equal(['hope', 'return']);
  });

  it('has none when the page is hidden, or the network goes', () => {
    look('hidden');
    window.dispatchEvent(new Event('offline'));
    expect(told).to.deep.equal(['hide']);
  });

  it('rests when the page is put away or frozen, not when it ends; nobody sees it either way', () => {
    window.dispatchEvent(pageEvent('pagehide', false));
    expect(told).to.deep.equal(['hide']);
    window.dispatchEvent(pageEvent('pagehide', true));
    document.dispatchEvent(new Event('freeze'));
    expect(told.toSorted()).to.deep.equal(['hide', 'hide', 'rest', 'rest']);
  });

  it('is silent after its end', () => {
    lifetime.abort();
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(pageEvent('pagehide', true));
    look('hidden');
    expect(told).to.deep.equal([]);
  });
});
