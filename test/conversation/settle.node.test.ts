import { describe, it } from 'node:test';
import { expect } from 'chai';
import { replyId, type Message } from '../../src/conversation/message.js';
import { owedBefore, settleTurn } from '../../src/conversation/settle.js';
import type { MultimodalInput } from '../../src/protocol/content.js';
import { agentLog, userLog } from '../support/scripted-server.js';

const text = (content: string): MultimodalInput[] => [{ inputType: 'TEXT', content }];

describe('settleTurn', () => {
  it('finds the reply', () => {
    const logs = [userLog('one'), agentLog('1'), userLog('two'), agentLog('2a'), agentLog('2b')];
    expect(settleTurn(logs, { input: text('two'), settled: 1 })).to.deep.equal({ outcome: 'answered', text: '2a\n\n2b' });
  });

  it('sees that there is none yet', () => {
    expect(settleTurn([userLog('one'), agentLog('1'), userLog('two')], { input: text('two'), settled: 1 }).outcome).to.equal('received');
  });

  it('sees that it never arrived', () => {
    expect(settleTurn([], { input: text('one'), settled: 0 }).outcome).to.equal('lost');
    expect(settleTurn([userLog('one'), agentLog('1')], { input: text('two'), settled: 1 }).outcome).to.equal('lost');
  });

  it('does not take the same words, said before, for it', () => {
    expect(settleTurn([userLog('yes'), agentLog('good')], { input: text('yes'), settled: 1 }).outcome).to.equal('lost');
    expect(settleTurn([userLog('yes'), agentLog('good'), userLog('yes')], { input: text('yes'), settled: 1 }).outcome).to.equal('received');
  });

  it('does not take the reply to a later message for its own', () => {
    expect(settleTurn([userLog('one'), userLog('two'), agentLog('2')], { input: text('one'), settled: 0 }).outcome).to.equal('received');
  });

  it('does not take the late reply to what was stopped before for its own', () => {
    const logs = [userLog('one'), userLog('two'), agentLog('1')];
    expect(settleTurn(logs, { input: text('two'), settled: 1, owed: 1 }).outcome).to.equal('received');
    expect(settleTurn([...logs, agentLog('2')], { input: text('two'), settled: 1, owed: 1 })).to.deep.equal({ outcome: 'answered', text: '2' });
    // The log shows that nothing was owed any more.
    expect(settleTurn([userLog('one'), agentLog('1'), userLog('two'), agentLog('2')], { input: text('two'), settled: 1, owed: 1 }).text).to.equal('2');
    // One that failed is owed nothing.
    expect(settleTurn(logs, { input: text('two'), settled: 1, owed: 0 }).text).to.equal('1');
  });

  it('keeps count of the replies that are owed where one of them came before this was said', () => {
    const logs = [userLog('zero'), userLog('one'), agentLog('0'), userLog('two'), agentLog('1')];
    expect(settleTurn(logs, { input: text('two'), settled: 2, owed: 2 }).outcome).to.equal('received');
    expect(settleTurn([...logs, agentLog('2')], { input: text('two'), settled: 2, owed: 2 })).to.deep.equal({ outcome: 'answered', text: '2' });
    // A reply in two entries is no reply to the next message.
    const parts = [userLog('zero'), agentLog('0a'), agentLog('0b'), userLog('one'), userLog('two'), agentLog('1'), agentLog('2')];
    expect(settleTurn(parts, { input: text('two'), settled: 2, owed: 2 }).text).to.equal('2');
  });

  it('knows audio by where it is, as far as that is known', () => {
    const logged = (input: MultimodalInput) => [{ logType: 'USER', userMultimodalInputs: [input] } as const];
    const uploaded = { inputType: 'AUDIO', s3Uri: 's3://a' } as const;
    expect(settleTurn(logged({ ...uploaded, transcription: 'hi' }), { input: [uploaded], settled: 0 }).outcome).to.equal('received');
    expect(settleTurn(logged({ ...uploaded, s3Uri: 's3://b' }), { input: [uploaded], settled: 0 }).outcome).to.equal('lost');
    expect(settleTurn(logged({ inputType: 'AUDIO', transcription: 'hi' }), { input: [{ inputType: 'AUDIO', base64EncodedData: 'abcd' }], settled: 0 }).outcome).to.equal('received');
    expect(settleTurn(logged({ inputType: 'TEXT', content: 'hi' }), { input: [uploaded], settled: 0 }).outcome).to.equal('lost');
  });
});

describe('owedBefore', () => {
  const asked = (id: string): Message => ({ id, role: 'user', text: id, status: 'sent', at: 0, turn: id });
  const replied = (turn: string, status: Message['status'], code?: 'agent' | 'connection'): Message => ({
    id: replyId(turn), role: 'agent', text: '', status, at: 0, turn, ...(code && { error: { code, message: '', retryable: true } }),
  });

  it('counts those that were stopped or lost, back to the last that was answered', () => {
    const messages = [
      asked('a'), replied('a', 'stopped'), asked('b'), replied('b', 'done'), asked('c'), replied('c', 'failed', 'connection'),
      asked('d'), replied('d', 'stopped'), asked('e'),
    ];
    expect(owedBefore(messages, 'e')).to.equal(2);
  });

  it('owes nothing to one that the agent failed, and does not forget those before it', () => {
    const messages = [asked('a'), replied('a', 'stopped'), asked('b'), replied('b', 'failed', 'agent'), asked('c')];
    expect(owedBefore(messages, 'c')).to.equal(1);
    const logs = [userLog('a'), userLog('c'), agentLog('A'), agentLog('C')];
    expect(settleTurn(logs, { input: text('c'), settled: 1, owed: owedBefore(messages, 'c') })).to.deep.equal({ outcome: 'answered', text: 'C' });
  });
});
