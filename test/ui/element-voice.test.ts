import { expect } from '@open-wc/testing';
import type { AgentError } from '../../src/base/errors.js';
import { AutessaAgentElement } from '../../src/ui/element.js';
import { fakeContext } from '../support/fake-call.js';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

const plain = globalThis.AudioContext;
let contexts: AudioContext[] = [];

describe('<autessa-agent>: calls', () => {
  beforeEach(() => {
    contexts = [];
    globalThis.AudioContext = function FakeAudioContext() {
      const context = Object.assign(fakeContext(), { resume: () => Promise.resolve() });
      contexts.push(context);
      return context;
    } as unknown as typeof AudioContext;
  });
  afterEach(() => {
    globalThis.AudioContext = plain;
  });

  const failure = (started: Promise<void>): Promise<string> => started.then(() => 'none', (error: unknown) => (error as AgentError).code);

  it('makes what sound goes through in the click itself, and leaves nothing of it where it cannot go on', async () => {
    const all = await stage({ isOpen: false, attributes: { modes: 'text' } });
    const started = all.element.startVoice();
    expect(contexts).to.have.length(1);
    expect(await failure(started)).to.equal('unsupported');
    expect([contexts[0]?.state, all.element.voiceState]).to.deep.equal(['closed', 'off']);
    expect(all.element.session?.snapshot.voiceError?.code).to.equal('unsupported');
  });

  it('cannot begin without the attributes that are needed, which says so', async () => {
    const element = new AutessaAgentElement();
    document.body.append(element);
    try {
      expect(await failure(element.startVoice())).to.equal('config');
      await until(() => contexts[0]?.state === 'closed');
    } finally {
      element.remove();
    }
  });

  it('are nothing that can be ended, muted or held where there is none', async () => {
    const { element } = await stage({ isOpen: false });
    element.stopVoice();
    element.mute();
    element.unmute();
    element.holdToTalk(true);
    expect(element.voiceState).to.equal('off');
  });
});
