import { expect } from '@open-wc/testing';
import type { AgentError, AgentErrorCode } from '../../../src/base/errors.js';
import { translation as english } from '../../../src/ui/strings/languages/en.js';
import { stage } from '../../support/stage.js';
import { until } from '../../support/until.js';
// Loaded when needed; here beforehand, so that a test need not wait for what it does not test.
import '../../../src/audio/open-call.js';
import '../../../src/session/voice/start-voice.js';
import '../../../src/ui/panel/voice/voice-view.js';

/* The whole way from the button to the words, with a browser that has no microphone to offer. */

/** Replaces what a global object says of itself, until the end of the test. */
function pretend<T extends object>(object: T, name: keyof T, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true });
  return () => {
    if (own) Object.defineProperty(object, name, own);
    else Reflect.deleteProperty(object, name);
  };
}

const browsers: readonly (readonly [what: string, code: AgentErrorCode, pretence: () => () => void])[] = [
  ['an insecure page', 'insecure-context', () => pretend(globalThis, 'isSecureContext', false)],
  ['no microphones at all', 'unsupported', () => pretend(navigator, 'mediaDevices', undefined)],
  ['no getUserMedia', 'unsupported', () => pretend(navigator, 'mediaDevices', new EventTarget())],
];

describe('voice: a browser without a microphone', () => {
  let restore: (() => void)[] = [];
  afterEach(() => {
    for (const each of restore.splice(0)) each();
  });

  for (const [what, code, pretence] of browsers) {
    it(`${what}: says so, leaves nothing open, and the person writes`, async () => {
      const contexts: AudioContext[] = [];
      const Plain = globalThis.AudioContext;
      restore = [
        pretence(),
        pretend(globalThis, 'AudioContext', class extends Plain {
          constructor() {
            super();
            contexts.push(this);
          }
        }),
      ];
      const all = await stage();
      const outcome = await all.element.startVoice().then(() => 'live', (error: unknown) => (error as AgentError).code);
      expect([outcome, all.element.voiceState]).to.deep.equal([code, 'off']);
      await until(() => all.root.querySelector('[part=voice-view] [role=alert]')?.textContent === english.errors[code as 'vad'], 'the words');
      await until(() => contexts.length === 1 && contexts[0]?.state === 'closed', 'the context is closed');
      all.say('Hello');
      await all.answered(1);
      expect(all.logText).to.contain('You said: Hello');
    });
  }
});
