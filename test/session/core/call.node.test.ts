import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgentError } from '../../../src/base/errors.js';
import type { CallEffect } from '../../../src/session/core/call-model.js';
import type { AgentLog } from '../../../src/protocol/logs.js';
import { agentLog, spokenLog, userLog } from '../../support/scripted-server.js';
import { Told } from './told.js';

/** Somebody asks, is answered, and cuts the answer short. */
function cutShort(): Told {
  const told = new Told();
  told.utter();
  told.chunk('One two. ');
  told.tell({ type: 'speech-start' });
  told.tell({ type: 'interrupted', turn: 't1', heardText: 'One' });
  told.now += 1_000;
  told.tell({ type: 'speech-end' });
  return told;
}

describe('Whose a chunk is', () => {
  it('a sentence that may belong to either reply is held back until the log tells: the old one’s is dropped', () => {
    const told = cutShort();
    told.chunk('Three four. ');
    assert.deepEqual(told.given, ['t1:One two. ']);
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two. Three four.'), spokenLog('Stop')] });
    told.chunk('Yes? ');
    assert.deepEqual(told.given, ['t1:One two. ', 't2:Yes? ']);
    assert.equal(told.model.held.length, 0);
  });

  it('and the new one’s is heard whole', () => {
    const told = cutShort();
    told.chunk('Yes? ');
    told.chunk('What is it? ');
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two.'), spokenLog('Stop')] });
    assert.deepEqual(told.given, ['t1:One two. ', 't2:Yes? ', 't2:What is it? ']);
  });

  it('a reply is held back no longer than three seconds where the log does not tell', () => {
    const told = cutShort();
    told.chunk('Yes? ');
    told.now += 3_000;
    told.tell({ type: 'time' });
    assert.deepEqual(told.given, ['t1:One two. ', 't2:Yes? ']);
  });

  it('nor longer than eight seconds while more and more comes, and the log cannot be read', () => {
    const told = new Told();
    told.utter();
    for (const words of ['One. ', 'Two. ', 'Three. ']) told.chunk(words);
    told.tell({ type: 'speech-start' });
    told.tell({ type: 'interrupted', turn: 't1', heardText: 'One' });
    told.now += 200;
    told.tell({ type: 'speech-end' });
    const { now: begunAt } = told;
    while (told.given.length === 3 && told.now < begunAt + 60_000) {
      told.chunk(`Sentence ${told.now}. `);
      if (told.model.isReading) told.tell({ type: 'log', logs: undefined });
    }
    assert.deepEqual([told.now - begunAt, told.given.length, told.model.held.length], [8_100, 84, 0]);
  });

  it('what goes on in the midst of a sentence is left over, what starts afresh is not', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two');
    told.tell({ type: 'speech-start' });
    told.tell({ type: 'interrupted', turn: 't1', heardText: 'One' });
    told.chunk(' three');
    told.tell({ type: 'speech-end' });
    told.chunk(' four');
    told.chunk('Yes?');
    assert.deepEqual(told.given, ['t1:One two', 't2:Yes?']);
  });
});

describe('What comes at once after a reply that has ended', () => {
  it('is heard as its end, and where the log has it as another one it is moved there', () => {
    const told = new Told();
    told.utter();
    told.chunk('Of course. ');
    told.tell({ type: 'final', text: 'Of course.', failure: '' });
    told.chunk('Of course. ');
    assert.deepEqual(told.given, ['t1:Of course. ', 't1:Of course. ']);
    told.now += 2_000;
    told.tell({ type: 'log', logs: [spokenLog('May I?'), agentLog('Of course.'), spokenLog('And I?'), agentLog('Of course.')] });
    assert.deepEqual(told.model.turns.map(({ reply }) => reply?.text.trim()), ['Of course.', 'Of course.']);
  });
});

describe('What was typed, where no final message ends its reply', () => {
  /** It is answered, and so much later, in ms, the log has that. */
  function typed(isLast = false, logMs = 3_000): Told {
    const told = new Told();
    told.typed = { id: 'typed', text: 'Hi' };
    told.chunk('Good morning. ', isLast);
    told.now += logMs;
    told.tell({ type: 'time' });
    told.tell({ type: 'log', logs: [userLog('Hi'), agentLog('Good morning.')] });
    return told;
  }

  for (const isAnticipated of [false, true]) {
    it(`takes in nothing of the next reply, to what is said ${isAnticipated ? 'at that moment' : 'since'}`, () => {
      const told = typed();
      told.tell({ type: 'speech-start' });
      told.now += 1_000;
      if (!isAnticipated) told.tell({ type: 'speech-end' });
      told.now += 300;
      told.chunk('Yes? ');
      assert.deepEqual(told.done('finish').map((effect) => ({ ...effect })), [{ type: 'finish', turn: 'typed' }]);
      told.typed = undefined;
      if (isAnticipated) told.tell({ type: 'speech-end' });
      told.chunk('What is it? ');
      assert.deepEqual(told.given, ['typed:Good morning. ', 't1:Yes? ', 't1:What is it? ']);
      assert.equal(told.done('open').length, 1);
    });
  }

  for (const [isLast, seconds] of [[true, 1], [false, 15]] as const) {
    it(`is over after ${seconds} s where ${isLast ? 'a last chunk and the log say' : 'the log says'} so`, () => {
      const told = typed(isLast, 200);
      const [{ reply } = {}] = told.model.turns;
      const endsAt = reply!.lastAt + reply!.lastMs + seconds * 1_000;
      const wake = told.done('wake').at(-1) as Extract<CallEffect, { type: 'wake' }>;
      assert.ok(told.now < wake.at && wake.at <= endsAt);
      told.now = endsAt - 1;
      told.tell({ type: 'time' });
      assert.deepEqual(told.done('finish'), []);
      told.now = endsAt;
      told.tell({ type: 'time' });
      assert.equal(told.done('finish').length, 1);
    });
  }

  /** It asks a tool, before or at its last chunk or later, and the log has what it has said until then. */
  function askingTool(when: 'before' | 'at' | 'after'): Told {
    const told = new Told();
    told.typed = { id: 'typed', text: 'Weather?' };
    told.chunk('Let me ');
    if (when === 'before') told.tell({ type: 'other', isTool: true });
    told.chunk('look. ', true);
    if (when === 'at') told.now -= 100;
    if (when !== 'before') told.tell({ type: 'other', isTool: true });
    told.tell({ type: 'log', logs: [userLog('Weather?'), agentLog('Let me look.')] });
    return told;
  }

  for (const when of ['before', 'at', 'after'] as const) {
    it(`may be waiting for a tool that is told of ${when} its last chunk`, () => {
      const told = askingTool(when);
      told.now += 60_000;
      told.tell({ type: 'time' });
      assert.deepEqual(told.done('finish'), []);
      told.tell({ type: 'other', isTool: true });
      told.chunk('It rains. ', true);
      told.tell({ type: 'final', text: 'Let me look. It rains.', failure: '' });
      assert.deepEqual(told.given, ['typed:Let me ', 'typed:look. ', 'typed:It rains. ']);
      assert.deepEqual(told.model.turns.map(({ id, reply }) => [id, reply?.text]), [['typed', 'Let me look. It rains.']]);
    });

    it(`and goes on after it, whatever is said meanwhile: told of ${when} its last chunk`, () => {
      const told = askingTool(when);
      told.utter();
      told.chunk('It rains. ', true);
      assert.deepEqual([told.given.at(-1), told.done('finish')], ['typed:It rains. ', []]);
    });
  }

  it('is over by itself where it comes in writing, too, or a tool was asked before its first words', () => {
    const told = new Told();
    told.typed = { id: 'typed', text: 'Hi' };
    told.tell({ type: 'other', isTool: true });
    told.chunk('Good ');
    told.tell({ type: 'other', isTool: false });
    told.chunk('morning. ', true);
    told.tell({ type: 'log', logs: [userLog('Hi'), agentLog('Good morning.')] });
    told.now += 2_000;
    told.tell({ type: 'time' });
    assert.equal(told.done('finish').length, 1);
  });

  /** The log has that a tool was asked, and what came of it. */
  const toolLogs: readonly AgentLog[] = [
    { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 'one', name: 'Weather', variables: {} } },
    { logType: 'TOOL_RESPONSE', executeToolResponse: { toolCallId: 'one', toolName: 'Weather', result: 'rain' } },
  ];
  const [toolRequest] = toolLogs;

  for (const when of ['before', 'at', 'after'] as const) {
    it(`takes in nothing of the next reply, once the log has its answer behind a tool that was told of ${when} its last chunk`, () => {
      const told = askingTool(when);
      told.chunk('It rains. ', true);
      told.now += 3_000;
      told.tell({ type: 'log', logs: [userLog('Weather?'), agentLog('Let me look.'), ...toolLogs, agentLog('It rains.')] });
      told.utter();
      told.chunk('Yes? ');
      assert.deepEqual([told.given.at(-1), told.done('finish').length], ['t1:Yes? ', 1]);
    });

    it(`is over by itself then: told of ${when} its last chunk`, () => {
      const told = askingTool(when);
      told.chunk('It rains. ');
      told.tell({ type: 'other', isTool: true });
      told.tell({ type: 'log', logs: [userLog('Weather?'), agentLog('Let me look.'), ...toolLogs, agentLog('It rains.')] });
      assert.deepEqual(told.done('finish'), []);
      told.now += 20_000;
      told.tell({ type: 'time' });
      assert.equal(told.done('finish').length, 1);
    });
  }

  for (const [what, seconds, logs] of [
    ['asks a tool', 120, [agentLog('Let me look.'), toolRequest!]],
    ['has asked it before', 120, [toolRequest!, agentLog('Let me look.')]],
    ['has had its answer', 15, [agentLog('Let me look.'), ...toolLogs]],
  ] as const) {
    /** A tool was told of before its only chunk; the log has it so long, in ms, after that. */
    const begun = (logMs: number): Told => {
      const told = new Told();
      told.typed = { id: 'typed', text: 'Weather?' };
      told.tell({ type: 'other', isTool: true });
      told.now += 100;
      told.chunk('Let me look. ', true);
      told.tell({ type: 'log', logs: [userLog('Weather?'), agentLog('Let me look.'), toolRequest!] });
      told.now += logMs;
      told.tell({ type: 'log', logs: [userLog('Weather?'), ...logs] });
      return told;
    };

    it(`goes on after a tool that was told of before its only chunk, where the log has that it ${what}`, () => {
      const told = begun(30_000);
      told.now += 13_000;
      told.tell({ type: 'time' });
      assert.deepEqual(told.done('finish'), []);
      told.utter();
      told.chunk('It rains. ', true);
      assert.deepEqual([told.given.at(-1), told.done('finish')], ['typed:It rains. ', []]);
    });

    it(`and is over ${seconds} s later, where nothing more comes, and takes in nothing of the next reply`, () => {
      const told = begun(200);
      const saidAt = told.now;
      while (told.now < saidAt + seconds * 1_000 + 500 && told.done('finish').length === 0) {
        const wake = told.done('wake').at(-1) as Extract<CallEffect, { type: 'wake' }>;
        told.now = Math.max(told.now + 1, wake.at);
        told.tell(told.model.isReading ? { type: 'log', logs: [userLog('Weather?'), ...logs] } : { type: 'time' });
      }
      assert.equal(told.done('finish').length, 1);
      assert.ok(told.now > saidAt + seconds * 1_000 - 500);
      told.typed = undefined;
      told.utter();
      told.chunk('Yes? ');
      assert.deepEqual([told.given.at(-1), told.done('finish').length], ['t1:Yes? ', 1]);
    });
  }

  it('is over by itself although the reply before it asked a tool', () => {
    const told = new Told();
    told.utter();
    told.chunk('Let me look. ');
    told.tell({ type: 'other', isTool: true });
    told.tell({ type: 'final', text: 'Let me look.', failure: '' });
    told.now += 1;
    told.typed = { id: 'typed', text: 'Hi' };
    told.chunk('Good morning. ', true);
    told.tell({ type: 'log', logs: [spokenLog('Weather?'), agentLog('Let me look.'), userLog('Hi'), agentLog('Good morning.')] });
    told.now += 2_000;
    told.tell({ type: 'time' });
    assert.equal(told.done('finish').length, 1);
  });
});

describe('After its last chunk', () => {
  it('a reply still has its final message for a second, and ends with it; else without', () => {
    for (const hasFinal of [true, false]) {
      const told = new Told();
      told.utter();
      told.chunk('One two', true);
      const { lastAt } = told.model.turns[0]!.reply!;
      told.now = lastAt + 999;
      told.tell({ type: 'time' });
      assert.deepEqual(told.done('end'), []);
      if (hasFinal) told.tell({ type: 'final', text: 'One, two.', failure: '' });
      assert.equal(told.done('pass').length, hasFinal ? 1 : 0);
      told.now = lastAt + 1_000;
      told.tell({ type: 'time' });
      assert.equal(told.done('end').length, hasFinal ? 0 : 1);
      assert.deepEqual(told.model.turns.map(({ reply }) => reply?.status), ['done']);
    }
  });
});

describe('Where more than one answer is missing', () => {
  it('each sentence may be the next one’s beginning, and has the log read; else none does', () => {
    for (const isBehind of [true, false]) {
      const told = new Told();
      told.utter();
      told.chunk('One ');
      told.now += 1_000;
      const logs = [spokenLog('Count'), ...(isBehind ? [spokenLog('And then?')] : [])];
      told.tell({ type: 'log', logs });
      told.chunk('two. ');
      told.tell({ type: 'log', logs });
      const before = told.done('read').length;
      told.now += 900;
      told.chunk('Yes. ');
      assert.equal(told.done('read').length - before, isBehind ? 1 : 0);
      told.tell({ type: 'log', logs });
      told.now += 100;
      told.chunk('please. ');
      assert.equal(told.done('read').length - before, isBehind ? 1 : 0);
    }
  });
});

describe('The rhythm of a reply', () => {
  it('is that of its own chunks, although another one ran into it: after a pause the log is read', () => {
    const told = new Told();
    told.utter();
    told.chunk('One. ');
    told.now += 3_000;
    told.chunk('Two. ');
    told.now += 300;
    const logs = [spokenLog('Count'), agentLog('One.'), spokenLog('And then?'), agentLog('Two.')];
    for (let reading = 0; reading < 2; reading += 1) told.tell({ type: 'log', logs });
    const before = told.done('read').length;
    told.now += 900;
    told.chunk('Three. ');
    assert.equal(told.done('read').length - before, 1);
  });
});

describe('Replies that overlap, or ran into each other', () => {
  /** An answer begins while the old reply is still coming; the person cuts both short. */
  function mixed(): Told {
    const told = new Told();
    told.utter();
    for (const words of ['One ', 'two ', 'Yes ', 'three. ']) told.chunk(words);
    told.tell({ type: 'speech-start' });
    told.tell({ type: 'interrupted', turn: 't1', heardText: 'One two Y' });
    return told;
  }

  it('of both nothing is heard any more, once the log has them', () => {
    const told = mixed();
    told.tell({ type: 'speech-end' });
    told.chunk('four. ');
    told.chunk('please. ');
    told.chunk('What? ');
    told.tell({ type: 'log', logs: [spokenLog('Count'), spokenLog('Tea?'), agentLog('One two three. four.'), agentLog('Yes please.'), spokenLog('No')] });
    assert.deepEqual(told.given.slice(4), ['t2:What? ']);
  });

  it('each shows what was heard of it, under its own question', () => {
    const told = mixed();
    told.tell({ type: 'log', logs: [spokenLog('Count'), spokenLog('Tea?'), agentLog('Yes please.'), agentLog('One two three. four.')] });
    const shown = told.model.turns.map(({ index, reply }) => [index, reply?.status, reply?.heardText]);
    assert.deepEqual(shown, [[0, 'interrupted', 'One two'], [1, 'interrupted', 'Y']]);
  });

  /** The second reply ran into the first one, until the log told. */
  function moved(): Told {
    const told = new Told();
    told.utter();
    for (const words of ['Yes. ', 'One two. ']) told.chunk(words);
    told.tell({ type: 'log', logs: [spokenLog('Tea?'), agentLog('Yes.'), spokenLog('Count')] });
    return told;
  }

  const heard = ({ model }: Told): unknown => model.turns.map(({ said, reply }) => [said, reply?.status, reply?.heardText]);

  it('one that was given as two turns’ is heard as far as it was in both', () => {
    const told = moved();
    told.chunk('Three four. ');
    told.tell({ type: 'interrupted', turn: told.model.active!, heardText: 'Thr' });
    told.tell({ type: 'interrupted', turn: 't1', heardText: 'Yes. One two.' });
    assert.deepEqual(heard(told), [['Tea?', 'done', undefined], ['Count', 'interrupted', 'One two. Thr']]);
  });

  it('two that begin alike are each heard as far as they were, though the words that both have were given as two turns’', () => {
    const told = moved();
    for (const words of ['One two. ', 'Three. ', 'Four. ']) told.chunk(words);
    told.tell({ type: 'interrupted', turn: told.model.active!, heardText: 'One two. Thr' });
    told.tell({ type: 'log', logs: [spokenLog('Tea?'), agentLog('Yes.'), spokenLog('Count'), spokenLog('Again'), agentLog('One two. Three.'), agentLog('One two. Four.')] });
    assert.deepEqual(heard(told), [['Tea?', 'done', undefined], ['Count', 'interrupted', 'One two. Thr'], ['Again', 'interrupted', 'One two.']]);
  });

  it('one that begins as the last one did is another one', () => {
    const told = new Told();
    told.utter();
    told.chunk('Welcome!', true);
    told.now += 2_000;
    told.tell({ type: 'time' });
    told.utter();
    told.chunk('Welcome!');
    told.chunk(' May I help?');
    told.tell({ type: 'log', logs: [spokenLog('Hello'), agentLog('Welcome!'), spokenLog('Hi'), agentLog('Welcome! May I help?')] });
    assert.deepEqual(told.done('move'), []);
    assert.deepEqual(told.model.turns.map(({ reply }) => reply?.text), ['Welcome!', 'Welcome! May I help?']);
  });

  it('one that begins with all of the last one, after a pause, is another one', () => {
    const told = new Told();
    told.utter();
    told.chunk('Of course. ');
    told.tell({ type: 'speech-start' });
    told.now += 2_500;
    told.tell({ type: 'time' });
    told.tell({ type: 'log', logs: [spokenLog('Hello'), agentLog('Of course.')] });
    assert.deepEqual(told.done('end').map(({ type }) => type), ['end']);
    told.chunk('Of course. Here it is. ');
    assert.deepEqual(told.given, ['t1:Of course. ', 't2:Of course. Here it is. ']);
  });

  it('only what was cut is interrupted: what had been heard whole before it is not', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two. ');
    told.now += 3_000;
    told.chunk('Yes? ');
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two.'), spokenLog('Stop')] });
    told.tell({ type: 'speech-start' });
    told.tell({ type: 'interrupted', turn: 't1', heardText: 'One two. Ye' });
    assert.deepEqual(told.done('reply').map((effect) => ({ ...effect })), [
      { type: 'reply', turn: 't1', text: 'One two.', status: 'done' },
      { type: 'reply', turn: 't2', text: 'Ye', status: 'interrupted' },
    ]);
    assert.equal(told.model.active, undefined);
  });
});

describe('Who is answered before their end is noticed', () => {
  it('has no second turn, also where the log had to part the answer from the reply before', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two. ');
    told.now += 3_000;
    told.tell({ type: 'speech-start' });
    told.chunk('Yes? ');
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two.'), spokenLog('Stop')] });
    told.tell({ type: 'speech-end' });
    told.chunk('What is it? ', true);
    told.now += 2_000;
    told.tell({ type: 'time' });
    assert.deepEqual([told.done('open').length, told.model.turns.length, told.model.active, told.model.isPending], [1, 2, undefined, false]);
  });

  it('may have said more: the log is read a second after their end', () => {
    const told = new Told();
    told.tell({ type: 'speech-start' });
    told.chunk('One ');
    told.tell({ type: 'log', logs: [spokenLog('Count')] });
    told.tell({ type: 'speech-end' });
    const { length } = told.done('read');
    while (told.done('read').length === length && told.now < 10_000) told.chunk('two ');
    assert.equal(told.now, 1_200);
  });
});

describe('When the log is read', () => {
  const asked = [spokenLog('Count')];

  it('at once when a reply is cut; where it is being read, once more after that', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two. ');
    told.tell({ type: 'log', logs: asked });
    for (const isReading of [false, true]) {
      assert.equal(told.model.isReading, isReading);
      const { length } = told.done('read');
      told.tell({ type: 'interrupted', turn: 't1', heardText: 'One' });
      if (isReading) told.tell({ type: 'log', logs: asked });
      assert.equal(told.done('read').length, length + 1);
    }
    told.tell({ type: 'log', logs: asked });
    assert.equal(told.model.isReading, false);
  });

  it('no more often where a reply is cut meanwhile, and the clock is set back', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two. ');
    assert.equal(told.model.isReading, true);
    told.tell({ type: 'interrupted', turn: 't1', heardText: 'One' });
    told.now -= 5_000;
    const { length } = told.done('read');
    for (let answer = 0; answer < 50 && told.model.isReading; answer += 1) {
      told.now += 100;
      told.tell({ type: 'log', logs: asked });
    }
    assert.equal(told.done('read').length, length + 1);
  });
});

describe('Who is interrupted before they have said a word', () => {
  /** Two things are said; the answer to the first is given up, and the log has it empty, even after the second. */
  function givenUp(): Told {
    const told = new Told();
    told.utter();
    told.now += 2_000;
    told.tell({ type: 'final', text: '', failure: '' });
    told.tell({ type: 'log', logs: [spokenLog('Well'), spokenLog('Are you there?'), agentLog('')] });
    return told;
  }

  it('may answer yet', () => {
    const told = givenUp();
    assert.deepEqual(told.done('pass'), []);
    told.now += 3_000;
    told.chunk('Yes. ');
    assert.deepEqual(told.given, ['t1:Yes. ']);
    assert.deepEqual([...told.done('reply'), ...told.done('end')], []);
  });

  it('and who does not has said nothing: the call does not think for ever', () => {
    const told = givenUp();
    told.now += 6_000;
    told.tell({ type: 'log', logs: [spokenLog('Well'), spokenLog('Are you there?'), agentLog('')] });
    assert.deepEqual(told.done('reply').map((effect) => ({ ...effect })), [{ type: 'reply', turn: 't1', text: '', status: 'done' }]);
    assert.equal(told.model.active, undefined);
  });
});

describe('The log is right in the end', () => {
  it('two replies that were taken for one are parted, and the second goes on', () => {
    const told = new Told();
    told.utter();
    told.chunk('One two. ');
    told.now += 3_000;
    told.chunk('Yes? ');
    told.tell({ type: 'log', logs: [spokenLog('Count'), agentLog('One two.'), spokenLog('Stop')] });
    assert.deepEqual(told.done('move').map((effect) => ({ ...effect })), [
      { type: 'move', from: 't1', fromText: 'One two.', fromStatus: 'done', to: 't2', toText: 'Yes? ', toWords: 'Yes? ', toStatus: 'open' },
    ]);
    told.chunk('What is it? ');
    assert.deepEqual(told.given.slice(2), ['t2:What is it? ']);
  });

  it('a speech that the server did not hear is withdrawn, one that was not noticed here is shown', () => {
    const told = new Told();
    told.utter();
    for (let reading = 0; reading < 6; reading += 1) {
      told.now += 2_000;
      told.tell({ type: 'time' });
      told.tell({ type: 'log', logs: [] });
    }
    assert.deepEqual(told.done('withdraw').map((effect) => ({ ...effect })), [{ type: 'withdraw', turn: 't1' }]);
    assert.equal(told.model.active, undefined);
    told.chunk('Yes? ', true);
    told.tell({ type: 'log', logs: [spokenLog('Psst')] });
    assert.deepEqual(told.done('said').map((effect) => ({ ...effect })), [{ type: 'said', turn: 't2', text: 'Psst' }]);
  });

  it('what was said before the first that was noticed here is shown before it', () => {
    const told = new Told();
    told.utter();
    told.chunk('Welcome! ', true);
    told.now += 4_000;
    told.tell({ type: 'log', logs: [spokenLog('Hm'), spokenLog('Hello'), agentLog('Welcome!')] });
    const [inserted] = told.done('insert');
    assert.deepEqual(inserted, { type: 'insert', turn: 't2', said: 'Hm', after: undefined, before: 't1' });
  });

  it('a reply that was cut before its first word is none', () => {
    const told = new Told();
    told.utter();
    told.chunk('Yes? ', true);
    told.now += 3_000;
    told.tell({ type: 'time' });
    told.tell({ type: 'log', logs: [spokenLog('Well'), agentLog(''), spokenLog('Are you there?'), agentLog('Yes?')] });
    assert.deepEqual([...told.done('insert'), ...told.done('reply')].map((effect) => ({ ...effect })), [{ type: 'insert', turn: 't2', said: 'Well', after: undefined, before: 't1' }]);
    assert.deepEqual(told.done('said').map((effect) => ({ ...effect })), [{ type: 'said', turn: 't1', text: 'Are you there?' }]);
  });

  it('a turn whose connection is lost is not failed while its answer is in the log', () => {
    for (const logs of [[spokenLog('Hi'), agentLog('Hello')], [spokenLog('Hi')]]) {
      const told = new Told();
      told.utter();
      told.tell({ type: 'lost', error: new AgentError('connection', 'lost') });
      told.now += 2_000;
      told.tell({ type: 'log', logs });
      const ends = [...told.done('end'), ...told.done('reply')].map(({ type }) => type);
      assert.deepEqual(ends, logs.length > 1 ? ['reply'] : ['end']);
    }
  });
});
