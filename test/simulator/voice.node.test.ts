import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Agent, AgentOptions } from '../../demo/simulator/agent.js';
import { EnergyGate } from '../../demo/simulator/voice/energy-gate.js';
import type { HeardRecord } from '../../demo/simulator/voice/heard-record.js';
import { resample } from '../../demo/simulator/voice/resample.js';
import { defaultVoice, type VoiceSettings } from '../../demo/simulator/voice/settings.js';
import { sentencesOf } from '../../demo/simulator/voice/speech.js';
import { spokenText } from '../../demo/simulator/voice/spoken-text.js';
import { readWav } from '../../demo/simulator/voice/wav.js';
import type { JsonObject } from '../../src/base/json.js';
import type { AudioOutput } from '../../src/protocol/content.js';
import { eventually } from '../tools/eventually.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { correlation, framesOf, joined, silence, tone } from '../tools/sounds.js';
import { finalText, say, type WireSocket } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const floats = { sampleRate: 16_000, sampleSizeInBits: 32, channels: 1, signed: true, bigEndian: false };
const sentence = joined(silence(0.5), tone(1), silence(1));

interface Called {
  readonly agent: Agent;
  readonly wire: WireSocket;
  readonly conversationId: string;
}

/** Opens a call with an agent that says tones, so that nothing takes long. */
async function call(voice: Partial<VoiceSettings> = {}, options: AgentOptions = {}, message: JsonObject = {}): Promise<Called> {
  const settings = { synthesizer: 'tone', parrot: false, ...voice } as const;
  const agent = simulated.agent('echo', { ...options, voice: settings });
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  wire.send({ messageType: 'VOICE', agentId: agent.id, audioFormat: floats, outputType: 'AUDIO', ...message });
  return { agent, wire, conversationId: String(conversationId) };
}

function sendAudio(wire: WireSocket, samples: Float32Array, size = 512): void {
  for (const frame of framesOf(samples, size)) wire.send(frame);
}

async function logsOf(conversationId: string) {
  const { json } = await simulated.request(`/_simulator/conversations/${conversationId}`);
  return json['logs'] as { logType: string; userMultimodalInputs?: unknown[]; multimodalOutput?: AudioOutput }[];
}

async function heardIn(conversationId: string) {
  const { json } = await simulated.request(`/_simulator/conversations/${conversationId}/heard`);
  return json as unknown as ReturnType<HeardRecord['report']>;
}

async function wavAt(conversationId: string, which: 'heard' | 'spoken'): Promise<Float32Array> {
  const answer = await fetch(`${simulated.url}/_simulator/conversations/${conversationId}/${which}.wav`);
  assert.equal(answer.headers.get('Content-Type'), 'audio/wav');
  const sound = readWav(new Uint8Array(await answer.arrayBuffer()));
  assert.ok(typeof sound === 'object');
  return sound.samples;
}

const outputOf = (message: JsonObject | undefined) => (message?.['output'] as AudioOutput[] | undefined)?.[0];

const wordsIn = (messages: readonly JsonObject[]) =>
  messages.map(({ streamedOutput }) => (streamedOutput as AudioOutput | undefined)?.transcription ?? '').join('');

describe('a spoken turn', () => {
  test('is heard, logged by what it is understood as, and answered aloud', async () => {
    const { agent, wire, conversationId } = await call();
    agent.transcriptions.push('what about tents?');
    sendAudio(wire, sentence);
    const messages = await wire.reply();
    assert.equal(wordsIn(messages), 'You said: what about tents?');
    const [user, reply] = await logsOf(conversationId);
    assert.deepEqual(user?.userMultimodalInputs, [
      { inputType: 'AUDIO', audioFormat: floats, transcription: 'what about tents?' },
    ]);
    assert.equal(reply?.multimodalOutput?.transcription, 'You said: what about tents?');
    wire.close();
  });

  test('that nobody explains is understood as a remark on its length', async () => {
    const { wire } = await call();
    sendAudio(wire, sentence);
    const said = wordsIn(await wire.reply());
    const seconds = Number(/message, ([\d.]+) s/.exec(said)?.[1]);
    assert.ok(seconds >= 1 && seconds <= 1.5, said);
    wire.close();
  });

  test('ends when audio stops coming, as from one who sends only speech', async () => {
    const { wire } = await call({ endMs: 60 });
    sendAudio(wire, tone(0.6));
    assert.match(wordsIn(await wire.reply()), /voice message, 0\.6 s/);
    wire.close();
  });

  test('can be answered in writing, with the variables of the call', async () => {
    const agent = simulated.agent('concierge');
    const wire = await simulated.open(agent);
    await wire.message();
    const promptTemplateVariables = { customerName: 'Ada' };
    wire.send({ messageType: 'VOICE', agentId: agent.id, audioFormat: floats, outputType: 'TEXT', promptTemplateVariables });
    sendAudio(wire, sentence);
    assert.match(finalText((await wire.reply()).at(-1)), /Hello \*\*Ada\*\*/);
    wire.close();
  });

  test('comes among typed ones, all in one conversation', async () => {
    const { agent, wire, conversationId } = await call();
    wire.send(say(agent.id, 'typed'));
    assert.equal(finalText((await wire.reply()).at(-1)), 'You said: typed');
    sendAudio(wire, sentence);
    await wire.reply();
    assert.deepEqual((await logsOf(conversationId)).map(({ logType }) => logType), [
      'USER', 'MESSAGE_TO_USER', 'USER', 'MESSAGE_TO_USER',
    ]);
    wire.close();
  });

  test('is said again by a parrot, sample by sample', async () => {
    const { wire, conversationId } = await call({ parrot: true });
    const speech = joined(silence(0.5), resample(tone(0.8, 16_000, 700), 16_000, 15_000), silence(1));
    sendAudio(wire, speech);
    await wire.reply();
    const [turn] = (await heardIn(conversationId)).turns;
    assert.ok(turn);
    const spoken = await wavAt(conversationId, 'spoken');
    assert.equal(spoken.length, turn.to - turn.from);
    assert.ok(correlation(spoken, speech.slice(turn.from, turn.to)) > 0.9999);
    wire.close();
  });

  test('of the demo’s Echo is said again; others have words of their own', () => {
    const parrots = [101, 102, 103, 104].map((id) => simulated.simulator.agents.find(id)?.settings.voice.parrot);
    assert.deepEqual(parrots, [false, false, false, true]);
  });

  test('is never answered by the deaf', async () => {
    const { agent, wire, conversationId } = await call({}, { faults: [{ name: 'deaf', times: 1 }] });
    sendAudio(wire, sentence);
    await eventually(async () => (await heardIn(conversationId)).turns.length === 1);
    agent.transcriptions.push('again');
    sendAudio(wire, sentence);
    assert.equal(wordsIn(await wire.reply()), 'You said: again');
    assert.equal((await logsOf(conversationId)).length, 2);
    wire.close();
  });

  test('can be lost with its connection, like any other', async () => {
    const { wire, conversationId } = await call({}, { faults: [{ name: 'drop-before-reply', times: 1 }] });
    sendAudio(wire, sentence);
    assert.equal((await wire.closed).code, 1006);
    await eventually(async () => (await logsOf(conversationId)).length === 2);
  });
});

describe('what was heard', () => {
  test('is there to compare with the microphone, with its frames, gaps and turns', async () => {
    const { wire, conversationId } = await call();
    const speech = Float32Array.from(sentence, (sample, index) => sample * (0.5 + 0.5 * Math.sin(index / 900)));
    sendAudio(wire, speech);
    wire.send(new Uint8Array(7));
    wire.send(new Uint8Array(Float32Array.from([Number.NaN, Infinity]).buffer));
    const heard = await eventually(async () => {
      const report = await heardIn(conversationId);
      return report.notFinite === 2 && report;
    });
    assert.equal(heard.samples, speech.length + 1 + 2);
    assert.equal(heard.oddBytes, 3);
    assert.deepEqual(heard.frameSizes, { 512: 78, 64: 1, 1: 1, 2: 1 });
    assert.ok(heard.peak > 0.4 && heard.peak <= 0.5);
    assert.deepEqual(heard.gaps, []);
    const received = await wavAt(conversationId, 'heard');
    assert.deepEqual(received.slice(0, speech.length), speech);
    wire.close();
  });

  test('goes on over a second connection of the same conversation', async () => {
    const { agent, wire, conversationId } = await call();
    sendAudio(wire, tone(0.2));
    await eventually(async () => (await heardIn(conversationId)).samples === 3200);
    wire.terminate();
    const again = await simulated.open(agent, conversationId);
    await again.message();
    again.send({ messageType: 'VOICE', agentId: agent.id, audioFormat: floats, outputType: 'AUDIO' });
    sendAudio(again, tone(0.2));
    await eventually(async () => (await heardIn(conversationId)).samples === 6400);
    again.close();
  });
});

describe('an interruption', () => {
  const longWords = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');

  /** Speaks while the agent is saying something long. */
  async function interrupt(options: AgentOptions = {}) {
    const { agent, wire, conversationId } = await call({ pace: 4, chunkMs: [50, 50] }, options);
    agent.transcriptions.push('something else');
    wire.send(say(agent.id, longWords, { executionOutputMode: 'AUDIO' }));
    for (let chunk = 0; chunk < 3; chunk += 1) await wire.message();
    sendAudio(wire, sentence);
    const first = await wire.reply();
    return { agent, wire, conversationId, first };
  }

  test('ends what the agent is saying, and the log has what it said', async () => {
    const { wire, conversationId, first } = await interrupt();
    const said = outputOf(first.at(-1))?.transcription ?? '';
    assert.ok(`You said: ${longWords}`.startsWith(said) && said.length < longWords.length / 2, said);
    assert.equal(wordsIn(await wire.reply()), 'You said: something else');
    const { interruptions } = await heardIn(conversationId);
    assert.equal(interruptions.length, 1);
    const inSeconds = (interruptions[0] ?? 0) / 16_000;
    assert.ok(inSeconds > 0.5 && inSeconds < 0.7, `${inSeconds} s: speech began at 0.5`);
    const replies = (await logsOf(conversationId)).flatMap(({ multimodalOutput: output }) => output?.transcription ?? []);
    assert.deepEqual(replies, [said, 'You said: something else']);
    wire.close();
  });

  test('can be ignored', async () => {
    const { agent, wire, first } = await interrupt({ faults: [{ name: 'ignore-interruption', times: 1 }] });
    assert.ok(wordsIn(first).endsWith('word38 word39'));
    assert.deepEqual(agent.faults.list(), []);
    wire.close();
  });

  test('can be waited out: the agent stops when the person has finished', async () => {
    const { agent, wire } = await call({ pace: 4, chunkMs: [50, 50] }, { faults: [{ name: 'stop-at-end', times: 1 }] });
    wire.send(say(agent.id, longWords, { executionOutputMode: 'AUDIO' }));
    await wire.message();
    sendAudio(wire, tone(1));
    for (let chunk = 0; chunk < 5; chunk += 1) assert.ok('streamedOutput' in (await wire.message()), 'it goes on');
    assert.deepEqual(agent.faults.list(), []);
    sendAudio(wire, silence(1));
    assert.ok(!wordsIn(await wire.reply()).endsWith('word39'));
    wire.close();
  });

  test('can leave the reply without a final message: the next reply follows its chunks', async () => {
    const { agent, wire, first } = await interrupt({ faults: [{ name: 'unclosed-cut', times: 1 }] });
    assert.deepEqual(agent.faults.list(), []);
    const finals = first.filter((message) => 'output' in message);
    assert.equal(finals.length, 1);
    assert.ok(wordsIn(first).includes('You said: something else'), wordsIn(first).slice(-80));
    wire.close();
  });

  test('can be followed by late chunks', async () => {
    const few = await interrupt();
    const many = await interrupt({ faults: [{ name: 'late-chunks', times: 1, count: 60 }] });
    assert.deepEqual(many.agent.faults.list(), []);
    const chunks = (messages: readonly JsonObject[]) => messages.length - 1;
    assert.ok(chunks(many.first) >= 60 && chunks(few.first) < 60, `${chunks(few.first)}, ${chunks(many.first)}`);
    few.wire.close();
    many.wire.close();
  });
});

describe('what is left of a reply that was interrupted', () => {
  const longWords = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');

  /** @returns the replies in the order in which they are logged, and the words of all chunks as they came */
  async function heard(faults: NonNullable<AgentOptions['faults']>) {
    const { agent, wire, conversationId } = await call({ pace: 2, chunkMs: [100, 100] }, { faults });
    agent.transcriptions.push('something else');
    wire.send(say(agent.id, longWords, { executionOutputMode: 'AUDIO' }));
    await wire.message();
    sendAudio(wire, sentence);
    const messages = [...(await wire.reply()), ...(await wire.reply())];
    wire.close();
    const replies = (await logsOf(conversationId)).flatMap(({ multimodalOutput: output }) => output?.transcription ?? []);
    const words = messages.flatMap((message) => ('streamedOutput' in message ? [wordsIn([message])] : []));
    return { replies, words, left: agent.faults.list() };
  }

  test('comes for as long as is ordered, and is logged', async () => {
    const short = await heard([{ name: 'late-chunks', times: 1, ms: 100 }]);
    const long = await heard([{ name: 'late-chunks', times: 1, ms: 1_000 }]);
    const lengths = [short, long].map(({ replies }) => replies[0]?.length ?? 0);
    assert.ok(lengths[1]! > lengths[0]!, String(lengths));
    assert.deepEqual(long.left, []);
  });

  test('can come while the answer is coming already', async () => {
    const { words, replies } = await heard([{ name: 'late-chunks', times: 1, ms: 2_000 }, { name: 'overlap', times: 1 }]);
    const firstNew = words.findIndex((each) => each.includes('something'));
    const lastOld = words.findLastIndex((each) => /word\d/.test(each));
    assert.ok(firstNew > 0 && lastOld > firstNew, String(words));
    assert.ok(replies.includes('You said: something else'), String(replies));
  });
});

describe('a call', () => {
  test('can be in Int16 and at other rates', async () => {
    const audioFormat = { ...floats, sampleRate: 8000, sampleSizeInBits: 16 };
    const { wire, conversationId } = await call({}, {}, { audioFormat });
    const loud = Int16Array.from(tone(1, 8000), (sample) => sample * 32_767);
    wire.send(new Uint8Array(loud.buffer));
    wire.send(new Uint8Array(16_000));
    await wire.reply();
    const { sampleRate, turns } = await heardIn(conversationId);
    assert.equal(sampleRate, 8000);
    assert.equal(turns.length, 1);
    wire.close();
  });

  for (const [name, value] of [['sampleRate', 0], ['sampleSizeInBits', 7], ['channels', 3]] as const) {
    test(`is refused with a ${name} of ${value}`, async () => {
      const { wire } = await call({}, {}, { audioFormat: { ...floats, [name]: value } });
      assert.match(String((await wire.message())['errors']), /audioFormat cannot be used/);
      wire.close();
    });
  }

  test('ends its replies as settings say', async () => {
    for (const finalOutput of ['text', 'none'] as const) {
      const { agent, wire } = await call({ finalOutput });
      agent.transcriptions.push('hello');
      sendAudio(wire, sentence);
      wire.send(say(agent.id, 'next'));
      const first = (await wire.reply()).at(-1);
      assert.equal(finalText(first), finalOutput === 'text' ? 'You said: hello' : 'You said: next');
      wire.close();
    }
  });
});

test('voice settings are checked, and can be changed', async () => {
  const path = '/_simulator/agents';
  const refuse = async (voice: unknown, reason: RegExp) => {
    const { status, json } = await simulated.request(path, 'POST', { behaviour: 'echo', voice });
    assert.equal(status, 400);
    assert.match(String(json['errors']), reason);
  };
  await refuse('loud', /must be an object/);
  await refuse({ volume: 3 }, /no volume/);
  await refuse({ pace: 0 }, /pace cannot be 0/);
  await refuse({ chunkMs: [0, 5] }, /chunkMs/);
  const { json } = await simulated.request(path, 'POST', { behaviour: 'echo', voice: { pace: 2 } });
  const changed = await simulated.request(`${path}/${String(json['agentId'])}`, 'PUT', { voice: { endMs: 300 } });
  assert.deepEqual(changed.json['voice'], { ...defaultVoice, parrot: true, pace: 2, endMs: 300 });
});

describe('the energy gate', () => {
  const hear = (samples: Float32Array, size: number) => {
    const gate = new EnergyGate({ ...defaultVoice, sampleRate: 16_000 });
    const changes: unknown[] = [];
    for (let at = 0; at < samples.length; at += size) changes.push(...gate.hear(samples.slice(at, at + size)));
    return changes;
  };

  test('finds turns where they are, however the samples come', () => {
    const speech = joined(silence(0.5), tone(1), silence(0.4), tone(0.5), silence(1), tone(0.3), silence(1));
    const expected = hear(speech, speech.length);
    for (const size of [1, 333, 512]) assert.deepEqual(hear(speech, size), expected);
    assert.deepEqual(expected.map((change) => (change === 'start' ? change : 'turn')), ['start', 'turn', 'start', 'turn']);
    const { from, to } = expected[1] as { from: number; to: number };
    assert.ok(from / 16_000 >= 0.29 && from / 16_000 <= 0.5 && to / 16_000 >= 2.4 && to / 16_000 <= 2.65, `${from} ${to}`);
  });

  test('passes over a click, and what is no number', () => {
    assert.deepEqual(hear(joined(silence(0.5), tone(0.02), silence(1)), 512), []);
    assert.deepEqual(hear(new Float32Array(16_000).fill(Number.NaN), 512), []);
  });

  test('finds the phrases of real speech', () => {
    const sound = readWav(readFileSync(new URL('../fixtures/jfk.wav', import.meta.url)));
    assert.ok(typeof sound === 'object');
    const starts = hear(joined(sound.samples, silence(1)), 512).filter((change) => change === 'start');
    assert.equal(starts.length, 3);
  });
});

test('markdown is said without its marks, and no word is lost between sentences', () => {
  assert.equal(
    spokenText('## Two tents\n\n| a | b |\n| - | - |\n\n```js\nlet a;\n```\n- [x] **Bring** a [map](https://x.example)\n> and `rope`!'),
    'Two tents. Bring a map. and rope!',
  );
  for (const text of ['', 'One', 'At 1.85 m. Two! Three?  Four…', '... and so on', 'a\nb']) {
    assert.equal(sentencesOf(text).join(''), text);
  }
});
