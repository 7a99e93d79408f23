import { describe, it } from 'node:test';
import { expect } from 'chai';
import { advance, phases, type PhaseEvent, type Phase } from '../../src/session/core/phases.js';

/** Every move of the machine, by happening; what is not here changes nothing. */
const moves: Readonly<Record<PhaseEvent, Partial<Record<Phase, Phase>>>> = {
  wanted: { idle: 'connecting', offline: 'reconnecting', ended: 'connecting', failed: 'connecting' },
  opened: { connecting: 'ready', responding: 'ready', reconnecting: 'ready', offline: 'ready', limited: 'ready' },
  asked: { ready: 'responding' },
  answered: { responding: 'ready' },
  lost: { connecting: 'reconnecting', ready: 'reconnecting', responding: 'reconnecting', offline: 'reconnecting', limited: 'reconnecting' },
  offline: { connecting: 'offline', ready: 'offline', responding: 'offline', reconnecting: 'offline', limited: 'offline' },
  limited: { connecting: 'limited', ready: 'limited', responding: 'limited', reconnecting: 'limited', offline: 'limited' },
  refused: { connecting: 'failed', ready: 'failed', responding: 'failed', reconnecting: 'failed', offline: 'failed', limited: 'failed' },
  closed: { connecting: 'idle', ready: 'idle', responding: 'idle', reconnecting: 'idle', offline: 'idle', limited: 'idle' },
  ended: Object.fromEntries(phases.filter((phase) => phase !== 'ended').map((phase) => [phase, 'ended'])),
  reset: Object.fromEntries(phases.filter((phase) => phase !== 'idle').map((phase) => [phase, 'idle'])),
};

describe('advance', () => {
  for (const happening of Object.keys(moves) as PhaseEvent[]) {
    for (const phase of phases) {
      const after = moves[happening][phase] ?? phase;
      it(`${phase} × ${happening} → ${after}`, () => {
        expect(advance(phase, happening)).to.equal(after);
      });
    }
  }
});
