import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Captions } from '../../src/session/voice/captions.js';

describe('Captions', () => {
  it('mark whole words, at the pace of their chunk', () => {
    const captions = new Captions();
    captions.add('Hello there', { startMs: 0, endMs: 1_000 });
    expect([0, 1, 400, 700, 1_000, 5_000].map((heardMs) => captions.position(heardMs))).to.deep.equal([0, 5, 5, 11, 11, 11]);
  });

  it('never mark what came without sound', () => {
    const captions = new Captions();
    captions.add('Hello', { startMs: 0, endMs: 500 });
    captions.add(' there', undefined);
    expect([captions.text, captions.position(5_000), captions.heard(5_000)]).to.deep.equal(['Hello there', 5, 'Hello']);
  });

  it('give a transcription that several chunks share all of their time', () => {
    const captions = new Captions();
    captions.add('Hello there', { startMs: 0, endMs: 200 });
    captions.add('Hello there', { startMs: 200, endMs: 1_000 });
    expect([captions.text, captions.position(400), captions.position(1_000)]).to.deep.equal(['Hello there', 5, 11]);
  });
});
