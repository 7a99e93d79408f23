import { describe, it } from 'node:test';
import { expect } from 'chai';
import { voiceStateOf, type VoiceFacts } from '../../src/session/voice/voice-states.js';

/** All that may be the case in a call, in every combination. */
function* everything(): Generator<VoiceFacts> {
  for (const phase of ['starting', 'live', 'closed'] as const)
    for (const isBlocked of [false, true])
      for (const talk of ['open', 'push', 'muted'] as const)
        for (const hearing of ['nothing', 'maybe', 'speech'] as const)
          for (const playing of [undefined, 'reply'])
            for (const isAwaited of [false, true]) yield { phase, isBlocked, talk, hearing, playing, isAwaited };
}

/** What a person would say of it, beginning with what matters least. */
function expected({ phase, isBlocked, talk, hearing, playing, isAwaited }: VoiceFacts): string {
  let state = 'listening';
  if (isAwaited) state = 'thinking';
  if (playing !== undefined) state = 'speaking';
  if (hearing === 'speech') state = 'hearing';
  if (talk === 'muted') state = 'muted';
  if (phase === 'starting') state = 'starting';
  if (isBlocked) state = 'blocked';
  if (phase === 'closed') state = 'off';
  return state;
}

describe('voiceStateOf', () => {
  it('is one state for whatever is the case', () => {
    const all = [...everything()];
    expect(all).to.have.length(216);
    for (const facts of all) expect(voiceStateOf(facts), JSON.stringify(facts)).to.equal(expected(facts));
  });
});
