import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Told } from './told.js';

describe('A final message that comes before the sound', () => {
  for (const kind of ['spoken', 'typed'] as const) {
    for (const before of [0, 1]) {
      it(`ends the reading of a reply, which is heard to its end: to what was ${kind}, after ${before} chunks`, () => {
        const told = new Told();
        const id = kind === 'typed' ? 'typed' : 't1';
        if (kind === 'typed') told.typed = { id, text: 'Count' };
        else told.utter();
        const chunks = ['One two. ', 'Three four. ', 'Five six.'];
        for (const words of chunks.slice(0, before)) told.chunk(words);
        told.tell({ type: 'final', text: 'One two. Three four. Five six.', failure: '' });
        told.typed = undefined;
        for (const words of chunks.slice(before)) {
          told.now += 1_800;
          told.chunk(words, true);
        }
        assert.deepEqual(told.given, chunks.map((words) => `${id}:${words}`));
        assert.deepEqual(told.model.turns.map((turn) => [turn.id, turn.reply?.text, turn.reply?.status]), [[id, 'One two. Three four. Five six.', 'done']]);
        told.utter();
        told.chunk('Seven.');
        assert.deepEqual([told.model.turns.length, told.given.at(-1)], [2, `${told.model.turns[1]!.id}:Seven.`]);
      });
    }
  }

  it('also where what was typed meanwhile is refused', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two. ');
    told.tell({ type: 'final', text: 'One two. Three four.', failure: '' });
    told.typed = { id: 'typed', text: 'Wait' };
    told.tell({ type: 'final', text: '', failure: 'Out of order' });
    told.typed = undefined;
    told.now += 800;
    told.chunk('Three four. ', true);
    assert.deepEqual(told.given, ['t1:One two. ', 't1:Three four. ']);
    assert.deepEqual(told.model.turns.map(({ id, reply }) => [id, reply?.status]), [['t1', 'done'], ['typed', 'failed']]);
  });

  it('but sound without words that comes after a pause, when some of it has been heard, is another one’s', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two.', true);
    told.tell({ type: 'final', text: 'One two.', failure: '' });
    told.now += 3_000;
    told.chunk('');
    assert.deepEqual(told.given, ['t1:One two.', 't2:']);
  });

  it('nor does sound without words begin another turn, before anybody speaks', () => {
    const told = new Told();
    told.utter();
    told.tell({ type: 'final', text: 'One two. Three four.', failure: '' });
    told.now += 1_000;
    for (let count = 0; count < 10; count += 1) told.chunk('');
    assert.deepEqual([...new Set(told.given)], ['t1:']);
    told.utter();
    told.chunk('');
    assert.deepEqual([told.given.at(-1), told.model.turns.length], ['t2:', 2]);
  });
});
