import { expect } from 'chai';
import { describe, it } from 'node:test';
import { AgentError, type AgentErrorCode } from '../../../src/base/errors.js';
import type { InterruptedCall, SessionSnapshot } from '../../../src/session/snapshot.js';
import { initialSnapshot } from '../../../src/session/snapshot.js';
import type { CallSnapshot } from '../../../src/ui/panel/voice/call-types.js';
import { isNews, present, type Picture, type Presentation, type PresenterInput } from '../../../src/ui/panel/voice/presenter.js';

const failure = (code: AgentErrorCode): AgentError => new AgentError(code, '');
const lost = failure('connection');
const limited = failure('limited');
const noVoice = failure('vad');
const held = failure('audio-blocked');
const denied = failure('mic-denied');

const interruptedCall: InterruptedCall = { conversationId: 'one', endedBy: 'reload', forget: () => undefined };

interface Case extends Partial<Omit<SessionSnapshot, 'voice'>>, Partial<Omit<PresenterInput, 'snapshot' | 'call'>> {
  readonly call?: Partial<CallSnapshot>;
}

const shown = ({ call, hasCall = false, canStart = true, closedError, ...snapshot }: Case): Presentation =>
  present({ snapshot: { ...initialSnapshot, ...snapshot }, call: call as CallSnapshot | undefined, hasCall, canStart, closedError });
/** In a call. */
const seen = (given: Case): Presentation => shown({ state: 'ready', hasCall: true, ...given });
const call = (picture: Picture, ...hints: Extract<Presentation, { kind: 'call' }>['hints']): Presentation => ({ kind: 'call', picture, hints });
const nothing: Presentation = { kind: 'nothing' };

const cases: readonly [name: string, is: Presentation, should: Presentation][] = [
  ['nothing, where there has been no call', shown({}), nothing],
  ['a call whose code is loading', seen({ voiceState: 'starting' }), call('starting')],
  ['that the person is listened to', seen({ voiceState: 'listening' }), call('listening')],
  ['that a button has to be held', seen({ voiceState: 'listening', call: { talk: 'push' } }), call('ready')],
  ['that it is held', seen({ voiceState: 'hearing', call: { talk: 'push' } }), call('hearing')],
  ['the agent, who speaks', seen({ voiceState: 'speaking' }), call('speaking')],
  ['that the connection is made again', seen({ voiceState: 'listening', state: 'reconnecting', error: lost }), call('reconnecting')],
  ['why it is, where that is more than a loss', seen({ voiceState: 'listening', state: 'limited', error: limited }), call('reconnecting', limited)],
  ['no loss while nobody is to be heard', seen({ voiceState: 'muted', state: 'reconnecting', error: limited }), call('muted')],
  ['that a call is blocked', seen({ voiceState: 'blocked', voiceError: held }), call('blocked')],
  ['how to talk without detection', seen({ voiceState: 'listening', voiceError: noVoice, call: { talk: 'push', detection: 'off' } }), call('ready', 'no-detection')],
  ['no such hint where the person has chosen to hold a button', seen({ voiceState: 'listening', call: { talk: 'push', detection: 'on' } }), call('ready')],
  ['that the microphone is silent', seen({ voiceState: 'listening', call: { isMicrophoneSilent: true } }), call('listening', 'microphone-silent')],
  ['no such hint while it is muted', seen({ voiceState: 'muted', call: { isMicrophoneSilent: true, talk: 'muted' } }), call('muted')],
  ['what goes wrong in a call, with the call', seen({ voiceState: 'listening', voiceError: denied }), call('listening', denied)],
  ['a reply that is said without a call', shown({ voiceState: 'speaking' }), { kind: 'aloud', isBlocked: false }],
  ['that the browser does not let it be heard', shown({ voiceState: 'blocked' }), { kind: 'aloud', isBlocked: true }],
  ['a call in another tab', shown({ isCallElsewhere: true, interruptedCall, conversationId: 'one' }), { kind: 'elsewhere' }],
  ['a call that was cut off', shown({ interruptedCall, conversationId: 'one' }), { kind: 'interrupted', call: interruptedCall }],
  ['none of another conversation', shown({ interruptedCall, conversationId: 'two' }), nothing],
  ['none where nobody can begin one', shown({ interruptedCall, conversationId: 'one', canStart: false }), nothing],
  ['why there is no call', shown({ voiceError: denied }), { kind: 'trouble', error: denied }],
  ['not once more, when it was read', shown({ voiceError: denied, closedError: denied }), nothing],
  ['another one after it was read', shown({ voiceError: denied, closedError: failure('mic-denied') }), { kind: 'trouble', error: denied }],
  ['not what is told below the messages', shown({ voiceError: lost, state: 'failed', error: failure('connection') }), nothing],
];

describe('view of a call: shows', () => {
  for (const [name, is, should] of cases) it(name, () => void expect(is).to.deep.equal(should));

  it('nothing without a session', () => {
    expect(present({ snapshot: undefined, call: undefined, hasCall: false, canStart: true, closedError: undefined })).to.deep.equal(nothing);
  });
});

describe('view of a call: is said to who does not see it', () => {
  const told: readonly [before: Picture | undefined, after: Picture | undefined, isTold: boolean][] = [
    [undefined, 'starting', true],
    ['starting', 'listening', true],
    ['listening', 'listening', false],
    ['listening', 'hearing', false],
    ['hearing', 'thinking', false],
    ['thinking', 'speaking', false],
    ['speaking', 'ready', false],
    ['speaking', 'muted', true],
    ['muted', 'listening', true],
    ['listening', 'reconnecting', true],
    ['speaking', undefined, true],
  ];
  for (const [before, after, isTold] of told) it(`${before} → ${after}: ${isTold ? 'told' : 'heard anyway'}`, () => void expect(isNews(before, after)).to.equal(isTold));
});
