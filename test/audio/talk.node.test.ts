import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallSnapshot } from '../../src/audio/call.js';
import { Talk } from '../../src/audio/talk.js';
import { State } from '../../src/base/state.js';

/** A call that is live, and what was asked and told, in order. */
function start(changes: Partial<CallSnapshot> = {}) {
  const told: string[] = [];
  const state = new State<CallSnapshot>({
    phase: 'live', progress: 1, talk: 'open', isHeld: false, detection: 'on', hearing: 'nothing', playing: undefined, isBlocked: false,
    isMicrophoneSilent: false, microphones: [], speakers: [], microphoneId: 'one', speakerId: undefined, volume: 1, underruns: 0, ...changes,
  });
  const talk = new Talk({
    state,
    setGate: (gate) => told.push(gate),
    openMicrophone: () => told.push('microphone on'),
    closeMicrophone: () => told.push('microphone off'),
    interrupt: () => told.push('interrupt'),
    onSpeech: (phase) => told.push(phase),
  });
  return { talk, state, told };
}

describe('Who is let through', () => {
  for (const [began, ends] of [['maybe', 'misfire'], ['confirmed', 'end']] as const) {
    test(`what the detector took for ${began} is over where a button says who speaks from now on`, () => {
      const { talk, state, told } = start();
      talk.update();
      talk.hear(began);
      talk.setPushToTalk(true);
      assert.deepEqual(told, ['open', began, 'silence', ends]);
      assert.deepEqual([state.current.hearing, talk.isListening], ['nothing', false]);
      // The detector has no say any more.
      talk.hear('confirmed');
      assert.equal(state.current.hearing, 'nothing');
    });
  }

  test('a button that is held opens, interrupts and speaks at once; let go, silence follows', () => {
    const { talk, told } = start({ talk: 'push' });
    talk.hold(true);
    talk.hold(true);
    talk.hold(false);
    assert.deepEqual(told, ['open', 'interrupt', 'confirmed', 'silence', 'end']);
  });

  test('a button that is held while muted takes the microphone first', () => {
    const { talk, told } = start();
    talk.mute();
    assert.deepEqual(told.splice(0), ['shut', 'microphone off']);
    talk.hold(true);
    assert.deepEqual(told, ['microphone on', 'open', 'interrupt', 'confirmed']);
  });

  test('where nothing detects speech, nobody is listened to openly', () => {
    const { talk, state } = start({ detection: 'off', talk: 'push' });
    talk.setPushToTalk(false);
    assert.equal(state.current.talk, 'push');
    talk.mute();
    talk.unmute();
    assert.equal(state.current.talk, 'push');
  });
});
