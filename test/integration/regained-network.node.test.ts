import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { echo } from '../../demo/simulator/agents/echo.js';
import { startBackend } from '../../demo/server/backend.js';
import { eventually } from '../tools/eventually.js';
import { fastClock, Visitor } from './visitor.js';

describe('A network that comes back', () => {
  test('is used at once, whatever the backoff had come to', async () => {
    const backend = await startBackend();
    const clock = fastClock(1);
    try {
      const times = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const agent = backend.simulator.agents.add(echo, { tokensPerSecond: 1000 });
          const visitor = new Visitor({ agent, origin: backend.origin, clock });
          visitor.type('before');
          await visitor.rest(60_000);
          visitor.setOnline(false);
          visitor.type('while it was away');
          await pause(50 * index);
          const start = clock.now();
          visitor.setOnline(true);
          await eventually(() => ['ready', 'responding'].includes(visitor.session.snapshot.state));
          const took = clock.now() - start;
          await visitor.rest(60_000);
          assert.equal(visitor.session.snapshot.messages.at(-1)?.text, 'You said: while it was away');
          visitor.session.dispose();
          return took;
        }),
      );
      const sorted = times.toSorted((a, b) => a - b);
      console.log(`From regained network to ready: median ${sorted[10]!.toFixed(0)} ms, longest ${sorted.at(-1)!.toFixed(0)} ms, of ${times.length}.`);
      assert.ok(sorted.at(-1)! < 2_000);
    } finally {
      await backend.close();
    }
  });
});
