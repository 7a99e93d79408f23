import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { times } from '../../src/base/arrays.js';
import { toJson } from '../../src/base/robust-json.js';
import { encodeClientMessage } from '../../src/protocol/codec.js';

/* Pages whose scripts have changed what arrays can do, as Prototype.js up to 1.6 does. */

const page = Array.prototype as unknown as Record<string, unknown>;
const { from } = Array as { from: (given: ArrayLike<unknown>) => unknown };

beforeEach(() => {
  page['toJSON'] = function (this: unknown[]) {
    return `[${this.map((each) => JSON.stringify(each)).join(', ')}]`;
  };
  (Array as { from: unknown }).from = (given: ArrayLike<unknown>) => from.call(Array, given);
});
afterEach(() => {
  delete page['toJSON'];
  (Array as { from: unknown }).from = from;
});

describe('on a page that has changed arrays', () => {
  const value = { list: ['a', { b: [1, [2]] }], text: 'a "b"', none: undefined, date: new Date(0) };
  const json = '{"list":["a",{"b":[1,[2]]}],"text":"a \\"b\\"","date":"1970-01-01T00:00:00.000Z"}';

  it('JSON is what it would be without', () => {
    expect(JSON.stringify(value)).not.to.equal(json);
    expect(toJson(value)).to.equal(json);
    expect(toJson(['a', ['b']])).to.equal('["a",["b"]]');
    expect(toJson(['a'], 2)).to.equal('[\n  "a"\n]');
    delete page['toJSON'];
    expect(toJson(value)).to.equal(json);
  });

  it('what is sent is, too', () => {
    const sent = encodeClientMessage({ messageType: 'MULTIMODAL', agentId: 1, input: [{ inputType: 'TEXT', content: 'Hello' }] } as never);
    expect(JSON.parse(sent)).to.deep.equal({ messageType: 'MULTIMODAL', agentId: 1, input: [{ inputType: 'TEXT', content: 'Hello' }] });
  });

  it('arrays are made by counting', () => {
    expect(times(3, (index) => index * 2)).to.deep.equal([0, 2, 4]);
    expect(times(0, () => 1)).to.deep.equal([]);
  });
});
