import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Attribution } from '../../../src/session/core/call-attribution.js';
import type { Piece, ReplyEntry } from '../../../src/session/core/call-reach.js';

/** Replies that are known whole; the first is the log's entry 0. */
const known = (...texts: readonly string[]): readonly ReplyEntry[] => texts.map((text, entry) => ({ entry, text }));

/** Chunks in the order in which they come, 300 ms apart; `!` before the words is one that comes as a reply's beginning does. */
const pieces = (...chunks: readonly string[]): readonly Piece[] =>
  chunks.map((chunk, number) => ({ number, words: chunk.replace(/^!/, ''), at: number * 300, isFirst: chunk.startsWith('!') }));

const entriesOf = (replies: readonly ReplyEntry[], all: readonly Piece[]): readonly (number | undefined)[] => {
  const attribution = Attribution.of(replies, all);
  return all.map((piece) => attribution.entryOf(piece));
};

describe('Which reply a chunk is a piece of', () => {
  it('replies that overlap are told apart by their words', () => {
    assert.deepEqual(entriesOf(known('One two three.', 'Yes please.'), pieces('!One ', 'two ', 'Yes ', 'three.', 'please.')), [0, 0, 1, 0, 1]);
  });

  it('a mark is of the reply that has it next', () => {
    assert.deepEqual(entriesOf(known('一二。三四。', 'Yes please. So it is.'), pieces('!一', '二', 'Yes please. ', '。', 'So it is. ', '三四', '。')), [0, 0, 1, 0, 1, 0, 0]);
  });

  it('a mark that two of them have next is of the one whose words after it do not bring it', () => {
    assert.deepEqual(entriesOf(known('一二。三四。', '五六。七八。'), pieces('!一', '二', '!五六', '。', '三', '。七', '四', '八', '。', '。')), [0, 0, 1, 0, 0, 1, 0, 1, 1, 0]);
  });

  it('words that a known reply has next are its, though what came before them is of none', () => {
    assert.deepEqual(entriesOf(known('Yes please.'), pieces('!One two. ', 'Three four. ', 'Yes please. ')), [undefined, undefined, 0]);
  });

  it('of two that are the same, what comes after the end of the first is the second', () => {
    assert.deepEqual(entriesOf(known('Of course.', 'Of course.'), pieces('!Of course.', '!Of course.')), [0, 1]);
  });

  it('a transcription that grows, or comes again, is the same reply’s', () => {
    assert.deepEqual(entriesOf(known('One two three.', 'Yes.'), pieces('!One', 'One two', 'One two', 'One two three.', '!Yes.')), [0, 0, 0, 0, 1]);
  });

  for (const marks of [' ', '\n', '…']) {
    it(`also where ${JSON.stringify(marks)} comes in between, which it does not have there`, () => {
      const all = pieces('!Hello there', marks, 'Hello there, my', 'Hello there, my friend');
      assert.deepEqual(entriesOf(known('Hello there, my friend', 'Yes.'), all), [0, 0, 0, 0]);
      assert.equal(Attribution.of(known('Hello there, my friend'), all).isComplete(0), true);
    });
  }

  it('also where a mark comes in between, which it has there', () => {
    assert.deepEqual(entriesOf(known('Hello there, my friend', 'Yes.'), pieces('!Hello there', ', ', 'Hello there, my', 'Hello there, my friend')), [0, 0, 0, 0]);
  });

  it('also where it grows by a mark alone in the end', () => {
    assert.deepEqual(entriesOf(known('One two three.', 'Yes.'), pieces('!One', 'One two', 'One two three', 'One two three.', '!Yes.')), [0, 0, 0, 0, 1]);
  });

  it('words that come again after the end, with a mark that it does not have, are of another one', () => {
    const [first, again] = pieces('!One two', '!One two.');
    assert.deepEqual(entriesOf(known('One two'), [first!, { ...again!, at: 2_000 }]), [0, undefined]);
  });

  it('the last letter of one comes within another one, which no log has yet', () => {
    const chunks = ['!一二', '三四', '五六', '八', '。七', '九', '十', '百', '千'].map((chunk, number) => pieces(...Array<string>(number).fill(''), chunk).at(-1)!);
    const replies = [{ entry: 0, text: '一二三四五六。七', seenAt: 1_300 }];
    assert.deepEqual(entriesOf(replies, chunks), [0, 0, 0, undefined, 0, undefined, undefined, undefined, undefined]);
  });

  it('of two that begin alike, and overlap, each piece is of the one that has been silent for less', () => {
    const times = [0, 1_200, 1_500, 2_700, 3_900];
    const chunks = pieces('!One two three. ', 'One two three. ', 'Four five. ', 'Yes please. ', 'So it is.').map((piece, index) => ({ ...piece, at: times[index]! }));
    assert.deepEqual(entriesOf(known('One two three. Four five.', 'One two three. Yes please. So it is.'), chunks), [0, 1, 0, 1, 1]);
  });

  it('of two that begin alike, the one that has said that it is over is the shorter one', () => {
    const chunks = pieces('!One two. ', 'Three four. ', '!One two. ', 'Three four. ').map((piece) => ({ ...piece, isLast: piece.number === 1 }));
    assert.deepEqual(entriesOf(known('One two. Three four. Five six.', 'One two. Three four.'), chunks), [1, 1, 0, 0]);
  });

  it('a server that says so with each piece tells nothing by it', () => {
    const chunks = pieces('!One ', 'two ', 'three ', 'four.').map((piece) => ({ ...piece, isLast: true }));
    assert.deepEqual(entriesOf(known('One two three four.', 'One'), chunks), [0, 0, 0, 0]);
  });

  it('what comes later changes nothing of what was asked before', () => {
    const [first, second, third] = pieces('!One ', 'two ', '!Yes.');
    const before = Attribution.of(known('One two.', 'Yes.'), [first!]);
    const [one, other] = [before.with(second!), before.with({ ...third!, number: 1 })];
    assert.deepEqual([one.entryOf(second!), one.isComplete(0), one.isComplete(1)], [0, true, false]);
    assert.deepEqual([other.entryOf(second!), other.isComplete(0), other.isComplete(1)], [1, false, true]);
    assert.deepEqual([before.isComplete(0), one.entryOf(second!), one.with(third!).isComplete(1)], [false, 0, true]);
  });
});
