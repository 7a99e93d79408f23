import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { socketAddress } from '../../src/protocol/addresses.js';
import { createTokens } from '../../src/relay/tokens.js';
import { end, endWithThisProcess } from '../tools/processes.js';
import { startRelayProcess } from '../tools/relay-process.js';
import { page, secret } from '../tools/relayed.js';

/*
 * npm run bench -- relay-drain
 *
 * 500 sockets stream a reply of 60 pieces, one every 100 ms; every tenth reads nothing for two seconds. In the midst of
 * it the relay is told to end (SIGTERM, with 20 s to go).
 */

const [sockets, pieces, everyMs, drainSeconds] = [500, 60, 100, 20];
const upstream = endWithThisProcess(
  spawn(process.execPath, ['--import', 'tsx', 'test/bench/relay-upstream.ts', String(pieces), String(everyMs)], { stdio: ['ignore', 'pipe', 'inherit'] }),
);
const [line] = (await once(upstream.stdout, 'data')) as [Buffer];
const relay = await startRelayProcess(String(line).trim(), {
  RELAY_LIMIT_AGENT: '0/0',
  RELAY_SOCKETS_PER_ADDRESS: '1000',
  RELAY_DRAIN: String(drainSeconds),
  RELAY_LOG_LEVEL: 'warn',
});
const tokens = createTokens({ secrets: [secret], lifetime: 3600, now: Date.now });

let whole = 0;
let cut = 0;
const codes = new Map<number, number>();
const opened: WebSocket[] = [];
const closed: Promise<unknown>[] = [];
for (let index = 0; index < sockets; index += 1) {
  const { token } = await tokens.issue({ agent: 123, origin: page, subject: `user:${index}`, variables: {} });
  const socket = new WebSocket(socketAddress(relay.url, { agentId: 123, token }), { origin: page, perMessageDeflate: false });
  let received = 0;
  let isFinal = false;
  socket.on('message', (data) => {
    const text = String(data);
    if (text.includes('"streamedOutput"')) received += 1;
    else if (text.includes('"output"')) isFinal = true;
  });
  closed.push(
    new Promise((resolve) => {
      socket.once('close', (code) => {
        codes.set(code, (codes.get(code) ?? 0) + 1);
        if (isFinal && received === pieces) whole += 1;
        else cut += 1;
        resolve(undefined);
      });
    }),
  );
  await once(socket, 'open');
  opened.push(socket);
}
for (const [index, socket] of opened.entries()) {
  socket.send('{"messageType":"MULTIMODAL","agentId":123,"input":[{"inputType":"TEXT","content":"Hello"}]}');
  if (index % 10 === 0) {
    socket.pause();
    setTimeout(() => socket.resume(), 2_000);
  }
}
await pause(1_000);
const start = performance.now();
const ended = once(relay.child, 'exit');
relay.child.kill('SIGTERM');
await Promise.all(closed);
const [code] = (await ended) as [number | null];
console.log(`${whole} of ${sockets} replies whole, ${cut} cut; closed with ${[...codes].map(([each, count]) => `${each} (${count})`).join(', ')}`);
console.log(`The relay ended with ${code} after ${((performance.now() - start) / 1000).toFixed(1)} s of ${drainSeconds}`);
await end(upstream);
