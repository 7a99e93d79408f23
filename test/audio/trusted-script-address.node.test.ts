import '../support/page-globals.js';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { voiceAssets } from '../../src/audio/assets.js';
import { trustedScriptAddress } from '../../src/audio/trusted-script-address.js';

describe('The address of the worker', () => {
  let rule: (address: string) => string;
  const names: string[] = [];
  // As in a frame with `srcdoc`, whose origin is that of the page around it.
  const page = { trustedTypes: undefined as unknown, self: { origin: 'https://shop.example' }, location: { origin: 'null' }, document: { baseURI: 'https://shop.example/cart/' } };
  const own = Object.fromEntries(Object.keys(page).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
  before(() => {
    page.trustedTypes = {
      createPolicy(name: string, rules: { createScriptURL: (address: string) => string }) {
        names.push(name);
        rule = rules.createScriptURL;
        return { createScriptURL: (address: string) => rule(address) };
      },
    };
    for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { configurable: true, value });
  });
  after(() => {
    for (const [name, descriptor] of Object.entries(own)) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  });

  it('is the detector’s in the folder that the page has named, by one policy', () => {
    for (const base of ['/autessa', '/autessa/', 'https://shop.example/static/v1', '.']) {
      const { detector } = voiceAssets(base);
      expect(trustedScriptAddress(detector)).to.equal(detector);
    }
    expect(names).to.deep.equal(['autessa-agent']);
  });

  for (const address of [
    'https://evil.example/voice/detector.js',
    'https://shop.example.evil.example/voice/detector.js',
    'https://shop.example:8443/voice/detector.js',
    'http://shop.example/voice/detector.js',
    'https://shop.example@evil.example/voice/detector.js',
    '//evil.example/voice/detector.js',
    '/voice/detector.js',
    'https://shop.example/uploads/anything.js',
    'https://shop.example/go?to=/voice/detector.js',
    'https://shop.example/go#/voice/detector.js',
    'https://shop.example/voice/detector.js/../../uploads/a.js',
    'https://shop.example/voice/xdetector.js',
    'data:text/javascript,1//voice/detector.js',
    'blob:https://shop.example/voice/detector.js',
    'javascript:1//voice/detector.js',
    '',
  ]) {
    it(`is not ${address || 'nothing'}`, () => {
      expect(() => rule(address)).to.throw(TypeError, 'not the worker');
      expect(() => trustedScriptAddress(address)).to.throw(TypeError);
    });
  }
});
