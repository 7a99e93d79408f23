import { expect } from 'chai';
import { describe, it } from 'node:test';
import { addressPolicy } from '../../../src/ui/markdown/addresses.js';

/* Which addresses are followed, character by character; what a page does with them is in `safety.test.ts`. */

// Once Node 20 has compiled it, it says no to `ü` in a host; where there is none, errors tell.
Reflect.deleteProperty(URL, 'canParse');
const policy = addressPolicy();

/** Code points as ranges: what a parser drops or reads as another character, and what nobody sees. */
const refusedRanges = [[0, 0x20], [0x5c, 0x5c], [0x7f, 0x9f], [0x200b, 0x200f], [0x2028, 0x202f], [0x2060, 0x206f], [0xfeff, 0xfeff]] as const;

describe('the policy for addresses', () => {
  it('refuses exactly the characters that hide something, wherever they stand', () => {
    for (let code = 0; code < 0x10000; code += 1) {
      // Half a surrogate pair is no character.
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const isRefused = refusedRanges.some(([first, last]) => code >= first && code <= last);
      const character = String.fromCharCode(code);
      for (const address of [`https://a.example/b${character}c`, `mailto:a@b.example?subject=b${character}c`]) {
        const name = `U+${code.toString(16)} in ${address}`;
        if (isRefused) expect(policy(address, 'link'), name).to.equal(null);
        else expect(policy(address, 'link'), name).to.equal(new URL(address).href);
      }
      if (isRefused) expect([policy(`${character}https://a.example/`, 'link'), policy(`https://a.example/${character}`, 'image')], `U+${code.toString(16)}`).to.deep.equal([null, null]);
    }
  });

  const answers: ReadonlyArray<readonly [address: string, link: string | null, image: string | null]> = [
    ['https://a.example', 'https://a.example/', 'https://a.example/'],
    ['http://a.example/b', 'http://a.example/b', 'http://a.example/b'],
    ['HTTPS://A.example/B', 'https://a.example/B', 'https://a.example/B'],
    ['https://a.example/b/../c', 'https://a.example/c', 'https://a.example/c'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['mailto:a@b.example', 'mailto:a@b.example', null],
    ['MailTo:a@b.example', 'mailto:a@b.example', null],
    ['tel:+49123', 'tel:+49123', null],
    ['see https://a.example', null, null],
    ['a.example', null, null],
    ['/b', null, null],
    ['//a.example', null, null],
    ['https:a.example', null, null],
    ['https:/a.example', null, null],
    ['https:///a.example', null, null],
    [String.raw`https://\a.example`, null, null],
    [String.raw`https:\\a.example`, null, null],
    ['https://', null, null],
    ['https://[', null, null],
    ['https://a.example:port/', null, null],
    ['https://user@a.example/', null, null],
    ['https://:pass@a.example/', null, null],
    ['https://user:pass@a.example/', null, null],
    ['HTTPS://user@a.example/', null, null],
    ['xhttps://a.example/', null, null],
    ['javascript:alert(1)//https://a.example/', null, null],
    ['data:text/html,a', null, null],
    ['ftp://a.example/', null, null],
    ['smailto:a@b.example', null, null],
  ];
  for (const [address, link, image] of answers) {
    it(`${address}: ${link ?? 'refused'}`, () => void expect([policy(address, 'link'), policy(address, 'image')]).to.deep.equal([link, image]));
  }

  it('limits the web to origins, where it is to', () => {
    const limited = addressPolicy(['https://a.example']);
    const asked = ['https://a.example/b', 'HTTPS://A.EXAMPLE/b', 'https://a.example:443/b', 'https://a.example:8443/b', 'http://a.example/b', 'https://b.a.example/b', 'https://a.example.evil.example/b', 'mailto:a@b.example', 'tel:1'];
    expect(asked.map((address) => limited(address, 'link') !== null)).to.deep.equal([true, true, true, false, false, false, false, true, true]);
    expect(addressPolicy([])('https://a.example/', 'link')).to.equal(null);
  });
});
