import { describe, it } from 'node:test';
import { expect } from 'chai';
import { decodeClientMessage } from '../../src/protocol/client-codec.js';
import { decodeServerMessages, encodeClientMessage } from '../../src/protocol/codec.js';
import { socketAddress } from '../../src/protocol/addresses.js';
import { opensCall } from '../../src/protocol/messages.js';
import { decodeConversationStatus, restAddress } from '../../src/protocol/operations.js';
import { decodeConversation } from '../../src/protocol/logs.js';

const decodeAll = (value: unknown, isFirst = false) => decodeServerMessages(typeof value === 'string' ? value : JSON.stringify(value), isFirst);
const decode = (value: unknown, isFirst = false) => decodeAll(value, isFirst)[0]!;

describe('decodeServerMessages', () => {
  it('reads the status message, whatever its word', () => {
    for (const status of ['CREATED', 'REVIVED', 'IN_PROGRESS', 'SOMETHING_NEW']) {
      const message = decode({ conversationId: 'c', status, errors: [] });
      expect(message).to.deep.equal({ kind: 'status', conversationId: 'c', status, errors: [] });
    }
  });

  it('reads streamed text', () => {
    expect(decode({ streamedOutput: { outputType: 'TEXT', content: ' Seattle' } })).to.deep.equal({
      kind: 'stream',
      output: { outputType: 'TEXT', content: ' Seattle' },
    });
  });

  it('reads streamed audio, with 16 kHz where no rate is given', () => {
    const output = { outputType: 'AUDIO', base64Audio: 'AAA=', transcription: 'Hi', isFinalChunk: true };
    expect(decode({ streamedOutput: output })).to.deep.equal({ kind: 'stream', output: { ...output, sampleRate: 16_000 } });
  });

  it('reads a rate that is written as text, and takes what is none for 16 kHz', () => {
    for (const [sampleRate, read] of [['24000', 24_000], ['', 16_000], ['fast', 16_000], [null, 16_000], [[], 16_000]] as const) {
      const { output } = decode({ streamedOutput: { outputType: 'AUDIO', sampleRate, base64Audio: 'AAA=' } }) as { output: { sampleRate: number } };
      expect(output.sampleRate, JSON.stringify(sampleRate)).to.equal(read);
    }
  });

  it('reads a tool message and keeps it raw', () => {
    const tool = { responseType: 'EXECUTE_TOOL', toolName: 'GetWeather', invocationId: 'i', publicVars: { city: 'Seattle' }, streamMessage: 'EXECUTION START: GetWeather' };
    expect(decode({ streamedToolMessages: tool })).to.deep.equal({ kind: 'tool', ...tool, raw: tool });
  });

  it('reads the final message, and one that has only errors', () => {
    const output = [{ outputType: 'TEXT', content: 'Hi' }];
    expect(decode({ conversationId: 'c', output, errors: [] })).to.deep.equal({ kind: 'final', conversationId: 'c', output, errors: [] });
    expect(decode({ output })).to.deep.equal({ kind: 'final', conversationId: undefined, output, errors: [] });
    expect(decode({ errors: ['no credit'] })).to.deep.equal({ kind: 'final', conversationId: undefined, output: [], errors: ['no credit'] });
  });

  it('takes a message with a status and an output for a final one', () => {
    expect(decode({ conversationId: 'c', status: 'DONE', output: [], errors: [] }).kind).to.equal('final');
    expect(decode({ conversationId: 'c', status: 'CREATED', output: null, errors: [] }).kind).to.equal('status');
  });

  it('takes ids that are numbers for their digits', () => {
    expect(decode({ conversationId: 5, status: 'CREATED' })).to.deep.equal({ kind: 'status', conversationId: '5', status: 'CREATED', errors: [] });
    expect(decode({ conversationId: 5, output: [] })).to.deep.include({ kind: 'final', conversationId: '5' });
  });

  it('takes the first message for the status, where it says how the conversation is or what is wrong', () => {
    const errors = ['Agent 7 is not published'];
    expect(decode({ conversationId: null, status: null, errors }, true)).to.deep.equal({ kind: 'status', conversationId: '', status: '', errors });
    expect(decode({ errors }, true).kind).to.equal('status');
    expect(decode({ conversationId: 'c', status: 'CREATED', output: [], errors: [] }, true).kind).to.equal('status');
    expect(decode({ conversationId: 'c', output: [], errors: [] }, true).kind).to.equal('final');
    const both = { conversationId: 'c', status: 'CREATED', errors: [], streamedOutput: { content: 'x' } };
    expect(decodeAll(both, true).map(({ kind }) => kind)).to.deep.equal(['status', 'stream']);
    expect(decodeAll(both).map(({ kind }) => kind)).to.deep.equal(['stream']);
    expect(decodeAll({ ...both, status: undefined, output: [] }, true).map(({ kind }) => kind)).to.deep.equal(['stream']);
  });

  it('lets a later status with errors end the reply', () => {
    expect(decode({ conversationId: 'c', status: 'FAILED', errors: ['boom'] })).to.deep.include({ kind: 'final', errors: ['boom'] });
  });

  it('reads all that a frame says, in order', () => {
    const streamedOutput = { outputType: 'TEXT', content: 'a' };
    const streamedToolMessages = { responseType: 'EXECUTE_TOOL', toolName: 'T' };
    const kinds = (value: object) => decodeAll(value).map(({ kind }) => kind);
    expect(kinds({ output: [streamedOutput], streamedOutput, streamedToolMessages })).to.deep.equal(['stream', 'tool']);
    // Fields of the end beside a piece are no end: some servers have what was said so far in them.
    expect(kinds({ streamedOutput, errors: ['x'] })).to.deep.equal(['stream']);
    expect(kinds({ conversationId: 'c', status: 'IN_PROGRESS', streamedOutput, streamedToolMessages: null, output: [], errors: [] })).to.deep.equal(['stream']);
  });

  it('reads errors that are one text, and passes over those that say nothing', () => {
    expect(decode({ output: [], errors: 'Quota exceeded' })).to.deep.include({ kind: 'final', errors: ['Quota exceeded'] });
    for (const errors of [[''], [null], '', {}, null]) expect(decode({ output: [], errors })).to.deep.include({ errors: [] });
  });

  it('lets no token any further, whatever the message', () => {
    for (const fields of [{ other: 1 }, { streamedOutput: null }, { status: 'CREATED' }]) {
      expect(decode({ ...fields, sessionToken: 'secret' })).to.deep.equal({ kind: 'unknown', raw: fields });
    }
  });

  it('mends the fields of a tool message and of audio that are of another type', () => {
    for (const publicVars of ['x', null, [1], undefined]) {
      expect(decode({ streamedToolMessages: { toolName: 'T', publicVars } })).to.deep.include({ kind: 'tool', publicVars: {} });
    }
    for (const isFinalChunk of [false, 'true', 1, undefined]) {
      expect(decode({ streamedOutput: { outputType: 'AUDIO', base64Audio: 'AAA=', isFinalChunk } })).to.have.nested.property('output.isFinalChunk', false);
    }
  });

  const bad: readonly unknown[] = [
    'no json', '', '{', 'null', '42', '"text"', '[]', '{}', '[{"status":"x"}]', { status: 'CREATED' }, { conversationId: 'c' },
    { streamedOutput: null }, { streamedOutput: { content: 5 } }, { streamedOutput: [] },
    { streamedToolMessages: 'x' }, { output: 'x' }, { output: {}, errors: {} }, { errors: [] }, { other: 1 },
  ];
  for (const frame of bad) {
    it(`hands on ${JSON.stringify(frame)} as unknown, with what arrived`, () => {
      const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
      const message = decode(data);
      expect(message.kind).to.equal('unknown');
      expect(message).to.have.deep.property('raw', typeof frame === 'string' && !/^[[{n4"]./.test(frame) ? data : parse(data));
    });
  }

  it('hands on bytes as they are', () => {
    const bytes = new ArrayBuffer(4);
    expect(decodeServerMessages(bytes, false)[0]).to.deep.equal({ kind: 'unknown', raw: bytes });
  });

  it('leaves out of a final message what is no output', () => {
    const message = decode({ output: [null, 5, { outputType: 'TEXT' }, { outputType: 'TEXT', content: 'kept' }], errors: [{ code: 1 }] });
    expect(message).to.deep.include({ output: [{ outputType: 'TEXT', content: 'kept' }], errors: ['{"code":1}'] });
  });
});

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

describe('decodeClientMessage', () => {
  const message = { messageType: 'MULTIMODAL', agentId: 7, input: [{ inputType: 'TEXT', content: 'Hi' }] } as const;

  it('reads what encodeClientMessage wrote', () => {
    expect(decodeClientMessage(encodeClientMessage(message))).to.deep.equal(message);
  });

  it('reads audio, and what opens continuous audio', () => {
    const audioFormat = { sampleRate: 16_000, sampleSizeInBits: 16, channels: 1, signed: true, bigEndian: false };
    for (const each of [{ ...message, input: [{ inputType: 'AUDIO', s3Uri: 's3://a' }] }, { messageType: 'VOICE', agentId: 7, audioFormat, outputType: 'AUDIO' }]) {
      expect(decodeClientMessage(JSON.stringify(each))).to.deep.equal(each);
    }
  });

  it('refuses everything else', () => {
    const { messageType: _, ...noType } = message;
    for (const each of [noType, { ...message, agentId: '7' }, { ...message, agentId: 7.5 }, { ...message, input: 'x' }, { ...message, input: [] }, { ...message, input: [5] }, { messageType: 'VOICE', agentId: 7 }, []]) {
      expect(decodeClientMessage(JSON.stringify(each))).to.equal(undefined);
    }
    expect(decodeClientMessage('x')).to.equal(undefined);
  });
});

describe('decodeConversation', () => {
  it('keeps the four kinds of entries and leaves out what it does not know', () => {
    const logs = [
      { logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'a' }, { inputType: 'SMELL' }] },
      { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 't', name: 'N', variables: { x: 1 } } },
      { logType: 'TOOL_RESPONSE', executeToolResponse: { toolCallId: 't', toolName: 'N', result: [1] } },
      { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: 'b' } },
      { logType: 'NEW_KIND' },
      null,
      { logType: 'TOOL_REQUEST' },
    ];
    const conversation = decodeConversation({ conversationId: 'c', version: 3, closeDate: null, logs });
    expect(conversation?.version).to.equal('3');
    expect(conversation?.logs.map(({ logType }) => logType)).to.deep.equal(['USER', 'TOOL_REQUEST', 'TOOL_RESPONSE', 'MESSAGE_TO_USER']);
    expect(conversation?.logs[0]).to.deep.equal({ logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'a' }] });
  });

  it('keeps all that a client has a use for, and mends what is of another type', () => {
    const logs = [
      { logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', s3Uri: 's3://a', transcription: 'b' }] },
      { logType: 'USER', userMultimodalInputs: 'x' },
      { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 't', name: 'N', variables: { x: 1 } } },
      { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 5, variables: [1] } },
      { logType: 'TOOL_RESPONSE', executeToolResponse: { toolCallId: 't', toolName: 'N', result: [1] } },
    ];
    expect(decodeConversation({ conversationId: 'c', version: 'v', closeDate: '2026-01-01', logs })).to.deep.equal({
      conversationId: 'c',
      version: 'v',
      closeDate: '2026-01-01',
      logs: [logs[0], { logType: 'USER', userMultimodalInputs: [] }, logs[2], { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: '5', name: '', variables: {} } }, logs[4]],
    });
    expect(decodeConversation({ closeDate: 5, logs: [{ logType: 'TOOL_RESPONSE' }, { logType: 'MESSAGE_TO_USER' }] })).to.deep.equal({ conversationId: '', version: '', closeDate: null, logs: [] });
  });

  it('yields nothing for what is no conversation', () => {
    expect(decodeConversation('x')).to.equal(undefined);
    expect(decodeConversation({})?.logs).to.deep.equal([]);
  });
});

describe('words of the document', () => {
  it('are known, and no others', () => {
    expect(['IN_PROGRESS', 'CLOSED', 'NOT_FOUND', 'OPEN', 5].map(decodeConversationStatus)).to.deep.equal(['IN_PROGRESS', 'CLOSED', 'NOT_FOUND', undefined, undefined]);
  });

  it('open a call of a tool, both of them', () => {
    const opening = { responseType: 'EXECUTE_TOOL', streamMessage: 'EXECUTION START: N' };
    expect([opening, { ...opening, responseType: 'X' }, { ...opening, streamMessage: 'N: EXECUTION START' }, {}].map(opensCall)).to.deep.equal([true, false, false, false]);
  });
});

describe('addresses', () => {
  it('are those of the document', () => {
    expect(restAddress('https://api.autessa.com', 'execute-create', 123)).to.equal('https://api.autessa.com/clients/agents/execute-create?resourceId=123');
    expect(socketAddress('https://api.autessa.com/', { agentId: 123, token: 'a b&c' })).to.equal(
      'wss://api.autessa.com/ws/clients/agents/execute?authorization=a+b%26c&resourceId=123',
    );
    const voice = new URL(socketAddress('http://localhost:1/x', { agentId: 1, token: 't', conversationId: 'c', voice: true }));
    expect(voice.href).to.contain('ws://localhost:1/x/ws/clients/agents/execute');
    expect(voice.searchParams.get('conversationId')).to.equal('c');
    expect(voice.searchParams.get('voiceModeEnabled')).to.equal('true');
  });
});
