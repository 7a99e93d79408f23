import { expect } from '@open-wc/testing';
import { bytesOfBase64 } from '../../src/samples/base64.js';

/** Every value of a byte, so that both alphabets differ; of a length that needs padding. */
const bytes = Uint8Array.from({ length: 256 }, (_, index) => 255 - index);
const standard = btoa(String.fromCharCode(...bytes));

const variants: Readonly<Record<string, string>> = {
  'in the usual alphabet': standard,
  'in the alphabet of addresses': standard.replaceAll('+', '-').replaceAll('/', '_'),
  'in the alphabet of addresses, without padding': standard.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  'without padding': standard.replaceAll('=', ''),
  'with line breaks': standard.replaceAll(/.{76}/g, '$&\r\n') + '\n',
  'as an address': `data:audio/pcm;rate=16000;base64,${standard}`,
  'as an address with escapes': `data:audio/wav;base64,${encodeURIComponent(standard)}`,
  'as an address in the other alphabet, with line breaks': ` DATA:;base64,\n${standard.replaceAll('+', '-').replaceAll('/', '_').replaceAll(/.{60}/g, '$&\n')}`,
};

describe('Base64 is read as servers write it', () => {
  for (const hasReader of [true, false]) {
    describe(hasReader ? 'by the browser’s own reader, where there is one' : 'by atob', () => {
      const own = Object.getOwnPropertyDescriptor(Uint8Array, 'fromBase64');
      before(() => {
        if (!hasReader && own) Object.defineProperty(Uint8Array, 'fromBase64', { ...own, value: undefined });
      });
      after(() => {
        if (own) Object.defineProperty(Uint8Array, 'fromBase64', own);
      });

      for (const [name, text] of Object.entries(variants)) {
        it(name, () => expect([...bytesOfBase64(text)]).to.deep.equal([...bytes]));
      }

      it('and what is none is refused', () => {
        expect(() => bytesOfBase64('*** this is no base64 ***')).to.throw();
        expect(() => bytesOfBase64('data:audio/wav;base64,***')).to.throw();
      });
    });
  }
});
