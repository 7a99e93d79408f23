import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentLog, spokenLog } from '../../support/scripted-server.js';
import { Told } from './told.js';

/**
 * Something is said, and again before anything of its reply was heard; what is answered then is the second.
 *
 * @param words what has come of it; nothing where that was a sound alone
 */
function answeredAnew(words = 'Hello, who '): Told {
  const told = new Told();
  told.utter();
  told.chunk(words);
  told.tell({ type: 'speech-start' });
  told.tell({ type: 'interrupted', turn: 't1', heardText: words ? '' : undefined });
  told.tell({ type: 'log', logs: [spokenLog('Tea?')] });
  told.now += 800;
  told.tell({ type: 'speech-end' });
  told.now += 700;
  told.chunk('Welcome!', true);
  return told;
}

describe('What was said once, and answered anew after nothing of the first reply was heard', () => {
  for (const words of ['Hello, who ', '']) {
    it(`stands there once, as in the log: ${words ? 'words' : 'no words'} had come`, () => {
      const told = answeredAnew(words);
      told.now += 3_000;
      told.tell({ type: 'time' });
      told.tell({ type: 'log', logs: [spokenLog('Tea?'), agentLog('Welcome!')] });
      assert.deepEqual(told.model.turns.map(({ said, reply }) => [said, reply?.text]), [['Tea?', 'Welcome!']]);
      assert.deepEqual(told.done('withdraw').map((effect) => ({ ...effect })), [{ type: 'withdraw', turn: 't1' }]);
    });
  }

  for (const [what, first] of [['reply', [agentLog('Hello, who is there?')]], ['turn alone', []]] as const) {
    it(`and where the log was late, the first one has its turn again once the log has its ${what}`, () => {
      const told = answeredAnew();
      told.tell({ type: 'log', logs: [spokenLog('Tea?'), agentLog('Welcome!')] });
      assert.deepEqual(told.model.turns.map(({ said, reply }) => [said, reply?.text]), [['Tea?', 'Welcome!']]);
      told.now += 2_000;
      told.tell({ type: 'log', logs: [spokenLog('Tea?'), ...first, spokenLog('Me!'), agentLog('Welcome!')] });
      assert.deepEqual(told.model.turns.map(({ said, reply }) => [said, reply?.text]), [['Tea?', first.length > 0 ? 'Hello, who is there?' : undefined], ['Me!', 'Welcome!']]);
      assert.equal(told.done('insert').length, 1);
    });
  }
});

describe('What the agent had nothing to say to', () => {
  it('has no empty reply any more once the log has it as said again, and answered then', () => {
    const told = new Told();
    told.utter();
    told.now += 6_000;
    told.tell({ type: 'log', logs: [spokenLog('Tea?'), agentLog('')] });
    assert.deepEqual(told.done('reply').map((effect) => ({ ...effect })), [{ type: 'reply', turn: 't1', text: '', status: 'done' }]);
    told.utter();
    told.chunk('Yes.', true);
    told.now += 3_000;
    told.tell({ type: 'log', logs: [spokenLog('Tea?'), agentLog(''), spokenLog('Me!'), agentLog('Yes.')] });
    assert.deepEqual(told.done('reply').slice(1).map((effect) => ({ ...effect })), [{ type: 'reply', turn: 't1', text: '', status: 'none' }]);
    told.now += 9_000;
    told.tell({ type: 'log', logs: [spokenLog('Tea?'), agentLog(''), spokenLog('Me!'), agentLog('Yes.')] });
    assert.equal(told.done('reply').length, 2);
    assert.deepEqual(told.model.turns.map(({ said, reply, isSettled }) => [said, reply?.text, isSettled]), [['Tea?', undefined, true], ['Me!', 'Yes.', true]]);
  });
});

describe('The log', () => {
  it('parts three replies that ran into each other in one reading', () => {
    const told = new Told();
    told.utter();
    for (const words of ['One two. ', 'Yes please. ', 'Not today. ']) told.chunk(words);
    told.now += 2_000;
    told.tell({ type: 'log', logs: [spokenLog('Count'), spokenLog('Tea?'), agentLog('One two.'), agentLog('Yes please.'), spokenLog('Now?'), agentLog('Not today.')] });
    assert.deepEqual(told.model.turns.map(({ said, reply }) => [said, reply?.text.trim()]), [['Count', 'One two.'], ['Tea?', 'Yes please.'], ['Now?', 'Not today.']]);
  });

  it('parts eight of them, too, while the last one goes on', () => {
    const told = new Told();
    const said = ['Count', 'Tea?', 'Now?', 'Where?', 'Who?', 'When?', 'How?', 'Why?'];
    const replies = ['One two.', 'Yes please.', 'Not today.', 'Over there.', 'The neighbours.', 'Tomorrow morning.', 'Slowly.', 'Nobody knows.'];
    told.utter();
    for (const words of replies) told.chunk(`${words} `);
    told.tell({ type: 'log', logs: replies.flatMap((words, index) => [spokenLog(said[index]!), agentLog(words)]) });
    assert.deepEqual(told.model.turns.map((turn) => [turn.said, turn.reply?.text.trim()]), replies.map((words, index) => [said[index], words]));
  });

  it('knows whose what is late is, also where the turn of that is put right already', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two ');
    told.tell({ type: 'speech-start' });
    told.tell({ type: 'interrupted', turn: 't1', heardText: 'One' });
    told.now += 500;
    told.tell({ type: 'speech-end' });
    told.now += 2_000;
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two three four.')] });
    assert.deepEqual(told.model.turns.map(({ isSettled }) => isSettled), [true, false]);
    told.chunk('three four. ');
    told.chunk('Yes? ', true);
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two three four.'), spokenLog('Stop'), agentLog('Yes?')] });
    assert.deepEqual(told.given, ['t1:One two ', 't2:Yes? ']);
  });

  it('that the agent has had nothing to say is so after five seconds of silence, and not before', () => {
    for (const [ms, count] of [[4_900, 0], [5_100, 1]] as const) {
      const told = new Told();
      told.utter();
      told.now += ms;
      told.tell({ type: 'log', logs: [spokenLog('Hm'), agentLog('')] });
      assert.equal(told.done('reply').length, count);
    }
  });

  it('may have a reply before its final message, which is the same one', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two. ');
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two.')] });
    told.now += 800;
    told.tell({ type: 'final', text: 'One two.', failure: '' });
    assert.deepEqual(told.model.entries.map(({ entry, isFinal }) => [entry, isFinal]), [[0, true]]);
  });
});

describe('The agent hangs up in the midst of a reply', () => {
  it('and the log is read until the rest of it can be put right, not only until it is known', () => {
    const told = new Told();
    told.utter();
    told.chunk('Half of ');
    told.tell({ type: 'over', isComplete: true });
    const logs = [spokenLog('Why?'), agentLog('Half of it.')];
    const texts: (string | undefined)[] = [];
    for (const afterMs of [400, 2_000, 2_000]) {
      told.now += afterMs;
      told.tell({ type: 'time' });
      if (told.model.isReading) told.tell({ type: 'log', logs });
      texts.push(told.model.turns[0]?.reply?.text);
    }
    // What comes at the same time as the end may come yet.
    told.now += 60_000;
    const { length } = told.effects;
    told.tell({ type: 'time' });
    assert.deepEqual([texts, told.effects.length], [['Half of ', 'Half of it.', 'Half of it.'], length]);
  });

  it('and nobody reads the log any more where a last chunk came, and the question is known', () => {
    const told = new Told();
    told.utter();
    told.tell({ type: 'log', logs: [spokenLog('Why?')] });
    told.chunk('Because.', true);
    told.tell({ type: 'over', isComplete: true });
    const readings = told.done('read').length;
    for (let second = 0; second < 20; second += 1) {
      told.now += 1_000;
      told.tell({ type: 'time' });
      if (told.model.isReading) told.tell({ type: 'log', logs: [spokenLog('Why?')] });
    }
    assert.equal(told.done('read').length, readings);
  });
});

describe('Whose turn begins', () => {
  it('is the person’s where they have spoken, or speak, and nobody’s where the agent speaks first', () => {
    const told = new Told();
    told.chunk('Hello.', true);
    told.now += 5_000;
    told.tell({ type: 'time' });
    told.utter();
    told.chunk('Of course.', true);
    told.now += 5_000;
    told.tell({ type: 'time' });
    told.tell({ type: 'speech-start' });
    told.chunk('Yes?', true);
    assert.deepEqual(told.effects.flatMap((effect) => (effect.type === 'open' ? [effect.isHeard] : [])), [false, true, true]);
  });
});
