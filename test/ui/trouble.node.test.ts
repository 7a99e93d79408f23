import { expect } from 'chai';
import { describe, it } from 'node:test';
import { AgentError, type AgentErrorCode } from '../../src/base/errors.js';
import type { Message, MessageRole, MessageStatus } from '../../src/conversation/message.js';
import type { Phase } from '../../src/session/core/phases.js';
import { initialSnapshot } from '../../src/session/snapshot.js';
import { troubleOf, type Trouble, type TroubleInput } from '../../src/ui/panel/notices/trouble.js';

interface Case extends Partial<Omit<TroubleInput, 'snapshot'>> {
  readonly state: Phase;
  readonly code?: AgentErrorCode;
  readonly last?: readonly [role: MessageRole, status: MessageStatus];
}

const told = ({ state, code, last, ...rest }: Case): Trouble | undefined => {
  const messages: Message[] = last ? [{ id: 'm', role: last[0], status: last[1], text: 'Hello', at: 0 }] : [];
  const snapshot = { ...initialSnapshot, state, error: code && new AgentError(code, ''), messages, retryAt: state === 'limited' ? 5_000 : undefined };
  return troubleOf({ isLate: false, isUnusable: false, hasVoiceFailed: false, ...rest, snapshot });
};

/** The table in `src/ui/README.md`, as far as it is about the connection. */
const cases: readonly [name: string, given: Case, told: Trouble | undefined][] = [
  ['a short interruption passes without a word', { state: 'reconnecting', code: 'token' }, undefined],
  ['a lost connection', { state: 'reconnecting', code: 'connection', isLate: true }, { canRetry: true }],
  ['no token, while it is asked for again', { state: 'reconnecting', code: 'token', isLate: true, last: ['user', 'waiting'] }, { code: 'token', canRetry: true }],
  ['the same, where an earlier message has failed', { state: 'reconnecting', code: 'token', isLate: true, last: ['user', 'failed'] }, { code: 'token', canRetry: true }],
  ['the first connection takes long', { state: 'connecting', isLate: true }, undefined],
  ['refused, and the message says so', { state: 'failed', code: 'auth', last: ['user', 'failed'] }, undefined],
  ['refused, and the reply says so', { state: 'failed', code: 'connection', last: ['agent', 'failed'] }, undefined],
  ['refused, and nothing else says so', { state: 'failed', code: 'auth', last: ['agent', 'done'] }, { code: 'auth', canRetry: true }],
  ['refused before anything was said', { state: 'failed', code: 'token' }, { code: 'token', canRetry: true }],
  ['no network, with a message that waits', { state: 'offline', code: 'offline', last: ['user', 'waiting'] }, { code: 'offline', canRetry: true }],
  ['too many requests', { state: 'limited', code: 'limited' }, { until: 5_000 }],
  ['an answer is on its way', { state: 'responding' }, undefined],
  ['set up wrongly, above all', { state: 'failed', code: 'auth', isUnusable: true }, { code: 'config' }],
  ['the code of calls could not be loaded', { state: 'ready', hasVoiceFailed: true }, { code: 'connection' }],
  ['nor is there a network', { state: 'offline', code: 'offline', hasVoiceFailed: true }, { code: 'offline', canRetry: true }],
];

describe('panel: one trouble is said in one place', () => {
  for (const [name, given, expected] of cases) it(name, () => void expect(told(given)).to.deep.equal(expected));
});
