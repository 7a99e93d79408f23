import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { WebSocket } from 'ws';
import { headlessSession } from '../tools/headless.js';
import { startScriptedUpstream } from '../tools/scripted-upstream.js';

const flood = 300_000;

setFlagsFromString('--expose-gc');
/** What is left afterwards is held by something. */
const collectGarbage = runInNewContext('gc') as () => void;

describe('A server that talks without end', () => {
  test('of things that nobody knows, 300,000 times, harms neither the conversation nor the memory', async () => {
    const upstream = await startScriptedUpstream();
    upstream.onSocket = (socket) => {
      socket.send(JSON.stringify({ conversationId: 'conv', status: 'CREATED', errors: [] }));
      socket.once('message', () => void talk(socket));
    };
    const session = headlessSession({ agentId: 7, apiBase: upstream.url, tokens: () => Promise.resolve({ token: 'token', expiresIn: 300 }) });
    try {
      let told = 0;
      session.addEventListener('autessa-server-message', () => (told += 1));
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      const start = performance.now();
      const reply = await session.send('Hello');
      const seconds = (performance.now() - start) / 1000;
      collectGarbage();
      const grownMiB = (process.memoryUsage().heapUsed - before) / 2 ** 20;
      assert.deepEqual([told, reply.text], [flood, 'Still here']);
      console.log(`${flood} unknown messages in ${seconds.toFixed(1)} s; ${grownMiB.toFixed(0)} MiB more on the heap.`);
      assert.ok(grownMiB < 40);
    } finally {
      session.dispose();
      await upstream.close();
    }
  });
});

async function talk(socket: WebSocket): Promise<void> {
  for (let sent = 0; sent < flood; sent += 1) {
    socket.send(`{"news":${sent}}`);
    // Both ends live in one process: each needs its turn.
    if (sent % 10_000 === 0) await immediate();
    while (socket.bufferedAmount > 1_000_000) await Promise.race([once(socket, 'close'), immediate()]);
  }
  socket.send(JSON.stringify({ conversationId: 'conv', output: [{ outputType: 'TEXT', content: 'Still here' }], errors: [] }));
}
