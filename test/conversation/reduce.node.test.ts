import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Message, Messages } from '../../src/conversation/message.js';
import { messagesFromLogs } from '../../src/conversation/from-logs.js';
import { appendToReply, applyFinal, endReply, withoutReply, textOfOutput } from '../../src/conversation/reduce.js';
import { applyTool } from '../../src/conversation/tools.js';
import { formatTranscript } from '../../src/conversation/transcript.js';
import { addedTranscription } from '../../src/conversation/transcription.js';
import type { FinalMessage, ToolMessage } from '../../src/protocol/messages.js';

const user = (id: string, text = 'question'): Message => ({ id, role: 'user', text, status: 'sent', at: 1, turn: id });
const final = (content: string, errors: string[] = []): FinalMessage => ({ kind: 'final', conversationId: 'c', output: [{ outputType: 'TEXT', content }], errors });
const tool = (changes: Partial<ToolMessage> = {}): ToolMessage => ({
  kind: 'tool', responseType: 'EXECUTE_TOOL', toolName: 'GetWeather', invocationId: 'i', publicVars: { city: 'Seattle' },
  streamMessage: 'EXECUTION START: GetWeather', raw: {}, ...changes,
});
const shape = (messages: Messages) => messages.map(({ role, status, text }) => `${role}:${status}:${text}`);

describe('a turn', () => {
  it('streams, and keeps the identity of every other message', () => {
    const before: Messages = [user('a'), user('b')];
    const first = appendToReply(before, 'a', 'Hel', 2);
    const second = appendToReply(first, 'a', 'lo', 3);
    expect(shape(second)).to.deep.equal(['user:sent:question', 'agent:streaming:Hello', 'user:sent:question']);
    expect(second[0]).to.equal(before[0]);
    expect(second[2]).to.equal(before[1]);
    expect(first[1]?.text).to.equal('Hel');
    expect(second[1]?.at).to.equal(2);
    expect(Object.isFrozen(second[1])).to.equal(true);
  });

  it('ends with the final text, which is right where the streamed one differs', () => {
    const messages = applyFinal(appendToReply([user('a')], 'a', 'streamed', 2), 'a', final('final'), 3);
    expect(shape(messages)).to.deep.equal(['user:sent:question', 'agent:done:final']);
  });

  it('joins the parts of a reply as they are', () => {
    const text = (content: string) => ({ outputType: 'TEXT', content }) as const;
    const sound = (transcription: string) => ({ outputType: 'AUDIO', sampleRate: 16_000, base64Audio: '', transcription, isFinalChunk: false }) as const;
    for (const parts of [['Hel', 'lo'], ['A', '\n\n', 'B'], ['\u4f60\u597d', '\u4e16\u754c'], ['1', '10'], ['It is', ' sunny', '.']]) {
      expect(textOfOutput(parts.map(text))).to.equal(parts.join(''));
    }
    expect(textOfOutput([sound('Sunny'), text(' today.')])).to.equal('Sunny today.');
    expect(textOfOutput([])).to.equal('');
    expect(textOfOutput([text('It is sunny. '), sound('It is'), sound(' sunny.')]), 'the same, as text and as sound').to.equal('It is sunny. ');
    expect(textOfOutput([sound('Sunny'), text('Sunny')])).to.equal('Sunny');
    expect(textOfOutput([text('Sunny'), text('Sunny')])).to.equal('SunnySunny');
  });

  it('takes the final text as it is, down to a blank', () => {
    expect(shape(applyFinal(appendToReply([user('a')], 'a', 'final ', 2), 'a', final('final'), 3))[1]).to.equal('agent:done:final');
  });

  it('keeps the streamed text where the final one is empty', () => {
    expect(shape(applyFinal(appendToReply([user('a')], 'a', 'streamed', 2), 'a', final(''), 3))[1]).to.equal('agent:done:streamed');
  });

  it('fails with the errors of the final message and keeps what was streamed', () => {
    const messages = applyFinal(appendToReply([user('a')], 'a', 'half', 2), 'a', final('', ['broke', 'twice']), 3);
    expect(shape(messages)[1]).to.equal('agent:failed:half');
    expect(messages[1]?.error).to.deep.equal({ code: 'agent', message: 'broke\ntwice', retryable: true });
  });

  it('shows tools before the reply, updates them by their invocation, and ends them with the reply', () => {
    let messages = appendToReply([user('a')], 'a', 'Let me see. ', 2);
    messages = applyTool(messages, 'a', tool(), 3);
    messages = applyTool(messages, 'a', tool({ invocationId: 'j', toolName: 'Other' }), 4);
    messages = applyTool(messages, 'a', tool({ streamMessage: 'EXECUTION END', publicVars: {} }), 5);
    expect(shape(messages)).to.deep.equal([
      'user:sent:question', 'tool:streaming:GetWeather', 'tool:streaming:Other', 'agent:streaming:Let me see. \n\n',
    ]);
    expect(messages[1]?.tool).to.deep.equal({
      toolName: 'GetWeather', invocationId: 'i', publicVars: { city: 'Seattle' }, phase: 'updated', progress: 'EXECUTION END', textBefore: 14,
    });
    expect(messages[2]?.tool?.phase).to.equal('started');
    messages = applyFinal(messages, 'a', final('Done.'), 6);
    expect(messages.map((message) => message.tool?.phase)).to.deep.equal([undefined, 'done', 'done', undefined]);
    expect(shape(messages)[3]).to.equal('agent:done:Done.');
  });

  describe('with a tool in the midst of the reply', () => {
    const streamed = () => {
      const before = applyTool(appendToReply([user('a')], 'a', 'Let me look.', 2), 'a', tool(), 3);
      return appendToReply(before, 'a', 'Your order is here.', 4);
    };
    const whole = 'Let me look.\n\nYour order is here.';
    const places = (messages: Messages) => messages.flatMap((message) => (message.tool ? [message.tool.textBefore] : []));

    it('parts what was said before from what is said after', () => {
      expect(streamed().at(-1)?.text).to.equal(whole);
      expect(places(streamed())).to.deep.equal([14]);
    });

    for (const [name, text] of [
      ['runs both together', 'Let me look.Your order is here.'],
      ['is what was streamed', whole],
      ['parts them in its own way', 'Let me look.\nYour order is here.'],
      ['is only what came after', 'Your order is here.'],
      ['is empty', ''],
    ] as const) {
      it(`stays so where the final text ${name}`, () => {
        const messages = applyFinal(streamed(), 'a', final(text), 5);
        expect(messages.at(-1)?.text).to.equal(whole);
        expect(places(messages)).to.deep.equal([14]);
      });
    }

    it('goes on after it with the words of the final text', () => {
      const messages = applyFinal(streamed(), 'a', final('Let me look.It is lost.'), 5);
      expect(messages.at(-1)?.text).to.equal('Let me look.\n\nIt is lost.');
      expect(places(messages)).to.deep.equal([14]);
    });

    it('comes before it all where the final text begins otherwise', () => {
      const messages = applyFinal(streamed(), 'a', final('Your order is lost.'), 5);
      expect(messages.at(-1)?.text).to.equal('Your order is lost.');
      expect(places(messages)).to.deep.equal([undefined]);
      expect(messages[1]?.status).to.equal('done');
    });

    it('makes one pause for several calls', () => {
      const twice = applyTool(streamed().slice(0, 2).concat(streamed()[2]!), 'a', tool({ invocationId: 'j' }), 5);
      const thrice = applyTool(twice, 'a', tool({ invocationId: 'k' }), 6);
      expect(places(thrice)).to.deep.equal([14, whole.length + 2, whole.length + 2]);
      expect(places(applyFinal(thrice, 'a', final(whole), 7))).to.deep.equal([14, whole.length + 2, whole.length + 2]);
    });

    it('is the same when it is read from the log', () => {
      const said = (content: string) => ({ logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content } }) as const;
      const messages = messagesFromLogs(
        [
          { logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'Where is my order?' }] },
          said('Let me look.'),
          { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 't', name: 'GetOrder', variables: {} } },
          { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 'u', name: 'Track', variables: {} } },
          said('Your order is here.'),
        ],
        'c',
        9,
      );
      expect(shape(messages)).to.deep.equal(['user:sent:Where is my order?', 'tool:done:GetOrder', 'tool:done:Track', `agent:done:${whole}`]);
      expect(places(messages)).to.deep.equal([14, 14]);
    });
  });

  it('can be stopped before a word of it came', () => {
    expect(shape(endReply([user('a')], 'a', { status: 'stopped' }, 2))).to.deep.equal(['user:sent:question', 'agent:stopped:']);
  });

  it('can be asked again', () => {
    const messages = applyFinal(applyTool([user('a'), user('b')], 'a', tool(), 2), 'a', final('x'), 3);
    expect(shape(withoutReply(messages, 'a'))).to.deep.equal(['user:sent:question', 'user:sent:question']);
  });
});

describe('messagesFromLogs', () => {
  it('makes the conversation of all four kinds of entries', () => {
    const messages = messagesFromLogs(
      [
        { logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'Weather?' }, { inputType: 'AUDIO', transcription: 'in Seattle' }] },
        { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 't', name: 'GetWeather', variables: { city: 'Seattle' } } },
        { logType: 'TOOL_RESPONSE', executeToolResponse: { toolCallId: 't', toolName: 'GetWeather', result: { secret: 1 } } },
        { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: 'Sunny.' } },
        { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'AUDIO', sampleRate: 16_000, base64Audio: '', transcription: 'Bring shades.', isFinalChunk: true } },
        { logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'Thanks' }] },
      ],
      'c',
      9,
    );
    expect(shape(messages)).to.deep.equal(['user:sent:Weather?\nin Seattle', 'tool:done:GetWeather', 'agent:done:Sunny.\n\nBring shades.', 'user:sent:Thanks']);
    expect(messages[1]?.tool?.publicVars).to.deep.equal({ city: 'Seattle' });
    expect(JSON.stringify(messages)).not.to.contain('secret');
  });
});

describe('addedTranscription', () => {
  it('shows no word twice, whether chunks repeat, grow, or stand alone', () => {
    const read = (...chunks: string[]) => chunks.map((chunk, index) => addedTranscription(chunks[index - 1], chunk)).join('');
    expect(read('Hello', 'Hello', 'Hello')).to.equal('Hello');
    expect(read('Hello', 'Hello there', 'Hello there, you')).to.equal('Hello there, you');
    expect(read('Hello', 'there', ', you.')).to.equal('Hello there, you.');
    expect(read('Hello ', 'there')).to.equal('Hello there');
  });
});

describe('formatTranscript', () => {
  const messages: Messages = [
    user('a', 'Weather?'),
    { id: 't', role: 'tool', text: 'GetWeather', status: 'done', at: 1 },
    { id: 'r', role: 'agent', text: '**Sunny**\n', status: 'done', at: 2 },
    { id: 'n', role: 'notice', text: '', status: 'done', at: 3, notice: 'not-stored' },
  ];
  const names = { user: 'You', agent: 'Agent' };

  it('is text, Markdown or JSON', () => {
    expect(formatTranscript(messages, 'text', names)).to.equal('You: Weather?\n\nAgent: **Sunny**');
    expect(formatTranscript(messages, 'markdown', names)).to.equal('**You:**\n\nWeather?\n\n**Agent:**\n\n**Sunny**');
    expect(JSON.parse(formatTranscript(messages, 'json', names))).to.have.length(3);
  });
});
