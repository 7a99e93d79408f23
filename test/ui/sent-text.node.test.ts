import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from '../../src/conversation/message.js';
import { SentText } from '../../src/ui/extensions/mask/sent-text.js';

const message = (id: string, text: string, role: Message['role'] = 'user'): Message => ({ id, role, text, status: 'sent', at: 0 });
const session = { name: 'one' };
const first = message('a', 'Hello');
const masked = message('b', 'Charge [card]');
const sentAfter = (...messages: Message[]): SentText => new SentText('Charge 4111', 'Charge [card]', { session, messages });

describe('What was sent with something hidden', () => {
  test('is there with its message, which may come later', () => {
    const sent = sentAfter(first);
    assert.equal(sent.isIn({ session, messages: [first] }), false);
    assert.equal(sent.isIn({ session, messages: [first, masked] }), true);
    assert.equal(sent.isIn({ session, messages: [first, masked, message('c', 'Done', 'agent')] }), true);
    assert.equal(sent.isIn({ session, messages: [masked] }), true, 'a long conversation loses what is oldest');
    assert.equal(sent.written, 'Charge 4111');
  });

  test('is that message, wherever it stands, where it was there before', () => {
    const sent = new SentText('Charge 4111', 'Charge [card]', { session, messages: [message('b', 'Charge 4111'), first] }, 'b');
    assert.equal(sent.isIn({ session, messages: [masked, first] }), true);
    assert.equal(sent.isIn({ session, messages: [first] }), false);
  });

  test('is in no other session, and in none that is gone', () => {
    const sent = sentAfter();
    assert.equal(sent.isIn({ session, messages: [masked] }), true);
    assert.equal(sent.isIn({ session: { name: 'two' }, messages: [masked] }), false);
    assert.equal(sent.isIn({ session: undefined, messages: [masked] }), false);
    assert.equal(new SentText('4111', '[card]', { session: undefined, messages: [] }).isIn({ session: undefined, messages: [masked] }), false);
  });

  test('is in no other conversation of the session', () => {
    const sent = sentAfter(first);
    assert.equal(sent.isIn({ session, messages: [first, masked] }), true);
    assert.equal(sent.isIn({ session, messages: [] }), false);
    assert.equal(sent.isIn({ session, messages: [message('x', 'Charge [card]')] }), false);
    assert.equal(sentAfter(first).isIn({ session, messages: [message('x', 'Charge [card]')] }), false, 'nor where it was never seen');
  });

  test('is no message of another text, and none of the agent’s', () => {
    assert.equal(sentAfter(first).isIn({ session, messages: [first, message('x', 'Something else')] }), false);
    assert.equal(sentAfter(first).isIn({ session, messages: [first, message('x', 'Charge [card]', 'agent')] }), false);
    assert.equal(sentAfter(masked).isIn({ session, messages: [masked] }), false, 'nor the same said before');
  });
});
