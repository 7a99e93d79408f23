import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { socketAddress } from '../../src/protocol/addresses.js';
import { createTokens } from '../../src/relay/tokens.js';
import { startRelayProcess, type RelayProcess } from '../tools/relay-process.js';
import { page, secret } from '../tools/relayed.js';
import { startScriptedUpstream } from '../tools/scripted-upstream.js';

/*
 * What one visitor can do to the others.
 *
 * npm run bench -- relay-abuse [--size 524288] [--seconds 6] [--shape 'inline audio'] [--command path/to/another/src/relay/cli.ts]
 *
 * `size` is the largest message of the version that is measured, in bytes. With a `shape`, nothing else is measured.
 */

const { values } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string', default: String(512 * 1024) }, seconds: { type: 'string', default: '6' }, shape: { type: 'string', default: '' }, command: { type: 'string' } },
});
const size = Number(values.size);
const seconds = Number(values.seconds);
const tokens = createTokens({ secrets: [secret], lifetime: 3600, now: Date.now });
const upstream = await startScriptedUpstream();
let heard = 0;
upstream.onSocket = (socket) => socket.on('message', () => (heard += 1));
upstream.onCall = (response) => response.end('{"errors":[]}');

const tokenOf = async (who: string) => (await tokens.issue({ agent: 123, origin: page, subject: `user:${who}`, variables: {} })).token;
const mebi = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
const memory = ({ metric }: RelayProcess) => metric('process_resident_memory_bytes');
/** What the relay itself has worked so far, in ms: unlike a wait it does not depend on what else the machine does. */
const work = async ({ metric }: RelayProcess) => (await metric('process_cpu_seconds_total')) * 1000;

async function withRelay(settings: Record<string, string>, run: (relay: RelayProcess) => Promise<void>): Promise<void> {
  const relay = await startRelayProcess(upstream.url, { RELAY_LOG_LEVEL: 'silent', ...settings }, values.command);
  try {
    await run(relay);
  } finally {
    await relay.close();
  }
}

async function open(relay: RelayProcess, token: string, more: { voice?: boolean; connection?: Socket } = {}): Promise<WebSocket> {
  const { voice = false, connection } = more;
  const socket = new WebSocket(socketAddress(relay.url, { agentId: 123, token, voice }), { origin: page, ...(connection && { createConnection: () => connection }) });
  socket.on('error', () => undefined);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('close', reject);
  });
  return socket;
}

/** Asks again and again, on a thread of its own: what this one is busy with does not count. */
const looker = `
const { parentPort, workerData } = require('node:worker_threads');
const { get, Agent } = require('node:http');
const agent = new Agent({ keepAlive: true });
const look = () => {
  const start = performance.now();
  get(workerData, { agent }, (answer) => answer.resume().once('end', () => {
    parentPort.postMessage(performance.now() - start);
    setTimeout(look, 5);
  }));
};
look();`;

/** How long another visitor waits for `/healthz`, in ms, sorted. */
async function waits(relay: RelayProcess, during: () => Promise<unknown>): Promise<number[]> {
  const worker = new Worker(looker, { eval: true, workerData: `${relay.url}/healthz` });
  const all: number[] = [];
  worker.on('message', (wait: number) => all.push(wait));
  await once(worker, 'message');
  // Only what it waits for meanwhile counts: that nobody waits afterwards would hide it.
  all.length = 0;
  await during();
  await once(worker, 'message');
  await worker.terminate();
  return all.toSorted((one, other) => one - other);
}

const at = (all: readonly number[], part: number) => `${(all[Math.min(all.length - 1, Math.floor(all.length * part))] ?? NaN).toFixed(0)} ms`;

/** As large as may be, in forms that are hard to read. */
const fill = (before: string, middle: string, after: string) => {
  const count = Math.floor((size - 200 - before.length - after.length) / middle.length);
  return before + middle.repeat(count) + after;
};
const start = '{"messageType":"MULTIMODAL","agentId":123,"input":[{"inputType":"AUDIO","base64EncodedData":""}],"promptTemplateVariables":{"x":';
const shapes: Readonly<Record<string, string>> = {
  // How busy the machine is with other things.
  nothing: '',
  'nested arrays': fill(start, '[', ''),
  'many arrays': fill(`${start}[`, '[],', '0]}}'),
  'many texts': fill(`${start}[`, String.raw`"\u0041",`, '0]}}'),
  'inline audio': fill('{"messageType":"MULTIMODAL","agentId":123,"input":[{"inputType":"AUDIO","base64EncodedData":"', 'QUFB', '"}]}'),
  // A body of a byte at a time, and requests that wait for no answer.
  crumbs: '1\r\n \r\n'.repeat(size - 10),
  'at once': `POST /token HTTP/1.1\r\nHost: a\r\nOrigin: ${page}\r\n\r\n`.repeat(5_000),
  'without a host': 'GET / HTTP/1.1\r\n\r\n'.repeat(20_000),
  'largest text': `{"messageType":"MULTIMODAL","agentId":123,"input":[{"inputType":"TEXT","content":"${'x'.repeat(60_000)}"}]}`,
};

console.log(`Another visitor's /healthz while one sends ${size} bytes at a time, with the usual limits:`);
for (const [name, text] of Object.entries(shapes).filter(([each]) => each.includes(values.shape))) {
  await withRelay({}, async (relay) => {
    const token = await tokenOf('mallory');
    const post = () =>
      fetch(`${relay.url}/clients/agents/execute?resourceId=123`, { method: 'POST', headers: { Origin: page, Authorization: token }, body: text }).then((answer) => answer.text(), () => undefined);
    const say = async () => {
      const socket = await open(relay, token).catch(() => undefined);
      socket?.send(text);
      await pause(200);
      socket?.terminate();
    };
    const pour = async () => {
      const { hostname, port } = new URL(relay.url);
      const connection = connect(Number(port), hostname);
      const closed = new Promise((resolve) => connection.once('close', resolve));
      connection.on('error', () => undefined).resume();
      if (name === 'crumbs') connection.write(`POST /clients/agents/execute?resourceId=123 HTTP/1.1\r\nHost: a\r\nOrigin: ${page}\r\nAuthorization: ${token}\r\nTransfer-Encoding: chunked\r\n\r\n`);
      connection.write(text);
      await Promise.race([closed, pause(seconds * 1000)]);
      connection.destroy();
    };
    const attempt = (index: number) => (['crumbs', 'at once', 'without a host'].includes(name) ? pour() : index % 2 === 0 ? post() : say());
    const before = await work(relay);
    const all = await waits(relay, () => text === '' ? pause(seconds * 1000) : Promise.all(Array.from({ length: 20 }, (_, index) => attempt(index))));
    console.log(`  ${name.padEnd(14)} median ${at(all, 0.5)}, p99 ${at(all, 0.99)}, longest ${at(all, 1)} of ${all.length} asked; the relay worked ${((await work(relay)) - before).toFixed(0)} ms`);
  });
}

if (values.shape !== '') {
  await upstream.close();
  process.exit();
}

await withRelay({ RELAY_LIMIT_VISITOR: '0/0' }, async (relay) => {
  const before = await memory(relay);
  const head = Buffer.alloc(14);
  head.writeUInt16BE(0x81ff, 0);
  head.writeBigUInt64BE(BigInt(size), 2);
  const most = { sockets: 0, bodies: 0 };
  const watch = async (what: keyof typeof most) => {
    for (let look = 0; look < 15; look += 1) {
      most[what] = Math.max(most[what], (await memory(relay)) - before);
      await pause(200);
    }
  };
  const sockets = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const { hostname, port } = new URL(relay.url);
      const connection = connect(Number(port), hostname);
      connection.on('error', () => undefined);
      const socket = await open(relay, await tokenOf(`mallory ${index % 3}`), { connection });
      connection.write(Buffer.concat([head, Buffer.alloc(size - 100)]));
      return socket;
    }),
  );
  await watch('sockets');
  for (const socket of sockets) socket.terminate();
  const token = await tokenOf('mallory');
  const bodies = Array.from({ length: 40 }, () => {
    const { hostname, port } = new URL(relay.url);
    const connection = connect(Number(port), hostname);
    connection.on('error', () => undefined);
    connection.write(`POST /clients/agents/execute?resourceId=123 HTTP/1.1\r\nHost: a\r\nOrigin: ${page}\r\nAuthorization: ${token}\r\nContent-Length: ${size}\r\n\r\n`);
    connection.write(Buffer.alloc(size - 100, 0x20));
    return connection;
  });
  await watch('bodies');
  for (const connection of bodies) connection.destroy();
  console.log(`Memory of 60 sockets with an unfinished message: ${mebi(most.sockets)} more; of 40 unfinished bodies: ${mebi(most.bodies)} more`);
});

await withRelay({ RELAY_LIMIT_VISITOR: '10/0' }, async (relay) => {
  heard = 0;
  const socket = await open(relay, await tokenOf('mallory'), { voice: true });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const begin = performance.now();
  for (let count = 0; count < 20_000; count += 1) socket.send('{"messageType":"VOICE","agentId":123,"outputType":"TEXT"}');
  await Promise.race([closed, pause(15_000)]);
  await pause(500);
  console.log(`Of 20,000 VOICE messages with a limit of 10 a minute, ${heard} went through in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  socket.terminate();
});
await upstream.close();
