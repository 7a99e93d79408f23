import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isAskable } from '../../src/conversation/askable.js';
import { createMessage, replyId, type Message } from '../../src/conversation/message.js';
import { replyBefore, settleTurn } from '../../src/conversation/settle.js';
import { applyTool, toolPhase } from '../../src/conversation/tools.js';
import { EXECUTE_TOOL, EXECUTION_START, type ToolMessage } from '../../src/protocol/messages.js';
import { agentLog, userLog } from '../support/scripted-server.js';

const hello = [{ inputType: 'TEXT', content: 'Hello' }] as const;
const call = (changes: Partial<ToolMessage> = {}): ToolMessage => ({
  kind: 'tool', responseType: EXECUTE_TOOL, toolName: 'Weather', invocationId: '', publicVars: {}, streamMessage: `${EXECUTION_START}: Weather`, raw: {}, ...changes,
});

describe('What becomes of a turn', () => {
  test('is not known by a log that may lag behind, and has not even the reply before it', () => {
    const known = { input: hello, settled: 1, replyBefore: 'One' };
    assert.equal(settleTurn([userLog('one')], { ...known, mayLag: true }).outcome, 'received');
    assert.equal(settleTurn([userLog('one')], { ...known, mayLag: false }).outcome, 'lost');
    assert.equal(settleTurn([userLog('one'), agentLog('One')], { ...known, mayLag: true }).outcome, 'lost');
  });

  test('is counted from the last reply that is known, whatever the log repeats of what was said before', () => {
    const log = [userLog('one'), userLog('one'), agentLog('One'), userLog('Hello'), agentLog('Hi')];
    // One message was answered, and the reply to another that says the same was stopped.
    const known = { input: hello, settled: 2, owed: 1, replyBefore: 'One', settledAtReply: 1 };
    assert.equal(settleTurn(log, known).outcome, 'lost');
    assert.deepEqual(settleTurn([...log, userLog('Hello'), agentLog('Hi again')], known), { outcome: 'answered', text: 'Hi again' });
    assert.equal(settleTurn([userLog('one'), userLog('two'), userLog('Hello')], known).outcome, 'received');
  });

  test('depends on no reply of another conversation', () => {
    const asked: Message = { ...createMessage('a', hello, 0), status: 'sent', conversationId: 'one' };
    const messages: Message[] = [asked, { id: replyId('a'), role: 'agent', text: 'Hi', status: 'done', at: 1, turn: 'a' }];
    assert.deepEqual([replyBefore(messages, 'one'), replyBefore(messages, 'another')], ['Hi', undefined]);
  });

  test('depends on the reply that came last, also where that was asked for once more, and stands further up', () => {
    const asked = (id: string, at: number, reply?: Message['status']): Message[] => [
      { ...createMessage(id, hello, at), status: reply ? 'sent' : 'sending', conversationId: 'one' },
      ...(reply ? [{ id: replyId(id), role: 'agent', text: `To ${id}`, status: reply, at, turn: id } as const] : []),
    ];
    assert.equal(replyBefore([...asked('a', 3, 'done'), ...asked('b', 2, 'done'), ...asked('c', 4)], 'one'), 'To a');
    assert.equal(replyBefore([...asked('a', 3), ...asked('b', 2, 'done')], 'one'), 'To b');
    // The one that failed last has none, which says nothing of where the log goes on.
    assert.equal(replyBefore([...asked('a', 3, 'failed'), ...asked('b', 2, 'done')], 'one'), undefined);
  });
});

describe('The call of a tool', () => {
  test('starts once, however often the server says so', () => {
    assert.deepEqual([toolPhase(call(), false), toolPhase(call(), true), toolPhase(call({ responseType: 'OTHER' }), false)], ['started', 'updated', 'updated']);
  });

  test('is known by the name of the tool where it names no invocation', () => {
    const messages = ['Weather', 'News', 'Weather'].reduce<readonly Message[]>((all, toolName) => applyTool(all, 'a', call({ toolName }), 1), [createMessage('a', hello, 0)]);
    assert.deepEqual(messages.flatMap(({ tool }) => tool?.toolName ?? []), ['Weather', 'News']);
  });
});

test('What was said in a call is not here to be asked again until its words are known; a file is', () => {
  const asks = (input: object) => isAskable({ ...createMessage('a', hello, 0), input: [input as never] });
  assert.deepEqual([asks({ inputType: 'AUDIO' }), asks({ inputType: 'AUDIO', file: new Blob() }), asks({ inputType: 'AUDIO', s3Uri: 's3://a' })], [false, true, true]);
});
