import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { socketAddress } from '../../src/protocol/addresses.js';
import { createTokens } from '../../src/relay/tokens.js';
import { end, endWithThisProcess } from '../tools/processes.js';
import { startRelayProcess, type RelayProcess } from '../tools/relay-process.js';
import { page, secret } from '../tools/relayed.js';

/*
 * How many visitors one relay carries, what each costs, and how much later a word arrives than without it.
 *
 * npm run bench -- relay [--sockets 2000] [--seconds 20] [--every 500]
 *
 * Every socket streams a piece of text each `every` ms. Agent API, relay and clients are three processes
 * on this machine, so what is measured holds their competition for its processors too.
 */

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    sockets: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    every: { type: 'string', default: '500' },
  },
});
const count = Number(values.sockets);
const seconds = Number(values.seconds);
const everyMs = Number(values.every);
const pieces = Math.round((seconds * 1000) / everyMs);
/** How many handshakes are under way at once. */
const width = 50;
/** How many begin to talk at once. */
const spread = 20;

interface Measured {
  readonly arrived: number;
  readonly expected: number;
  /** In ms, sorted. */
  readonly latencies: readonly number[];
}

const upstream = endWithThisProcess(
  spawn(process.execPath, ['--import', 'tsx', 'test/bench/relay-upstream.ts', String(pieces), String(everyMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  }),
);
const [line] = (await once(upstream.stdout, 'data')) as [Buffer];
const apiBase = String(line).trim();
const relay = await startRelayProcess(apiBase, {
  RELAY_LIMIT_VISITOR: '0/0',
  RELAY_LIMIT_AGENT: '0/0',
  RELAY_LOG_LEVEL: 'warn',
});
const tokens = createTokens({ secrets: [secret], lifetime: 3600, now: Date.now });

try {
  const idle = await memory(relay);
  console.log(`${count} sockets, a piece every ${everyMs} ms on each, for ${seconds} s\n`);
  report('direct', await measure(async () => socketAddress(apiBase, { agentId: 123, token: 'any' })));
  let open = 0;
  let streaming = 0;
  const through = await measure(
    async (index) => {
      const { token } = await tokens.issue({ agent: 123, origin: page, subject: `user:${index}`, variables: {} });
      return socketAddress(relay.url, { agentId: 123, token });
    },
    async () => (open = await memory(relay)),
    async () => (streaming = await memory(relay)),
  );
  report('relay', through);
  const perSocket = (bytes: number) => `${((bytes - idle) / count / 1024).toFixed(1)} KiB`;
  console.log(`\nmemory of the relay: ${mebi(idle)} with no socket, ${mebi(open)} with ${count} open, ${mebi(streaming)} while all stream`);
  console.log(`a socket: ${perSocket(open)} open, ${perSocket(streaming)} streaming (two connections each)`);
} finally {
  await Promise.all([relay.close(), end(upstream)]);
}

async function measure(
  addressOf: (index: number) => Promise<string>,
  whenOpen: () => Promise<unknown> = async () => undefined,
  whenStreaming: () => Promise<unknown> = async () => undefined,
): Promise<Measured> {
  const latencies: number[] = [];
  const finished: Promise<unknown>[] = [];
  const sockets: WebSocket[] = [];
  const openOne = async (index: number) => {
    const socket = new WebSocket(await addressOf(index), { origin: page, perMessageDeflate: false });
    sockets.push(socket);
    finished.push(
      new Promise((resolve, reject) => {
        socket.on('message', (data) => {
          const text = String(data);
          const at = /"at":([\d.]+)/.exec(text)?.[1];
          if (at !== undefined) latencies.push(performance.timeOrigin + performance.now() - Number(at));
          else if (text.includes('"output"')) resolve(undefined);
        });
        socket.once('close', (code) => reject(new Error(`Closed with ${code}`)));
      }),
    );
    await once(socket, 'open');
  };
  for (let first = 0; first < count; first += width) {
    await Promise.all(Array.from({ length: Math.min(width, count - first) }, (_, lane) => openOne(first + lane)));
  }
  await whenOpen();
  for (const [index, socket] of sockets.entries()) {
    socket.send('{"messageType":"MULTIMODAL","agentId":123,"input":[{"inputType":"TEXT","content":"Hello"}]}');
    // Visitors do not all speak in the same moment: what each hears is spread evenly over time.
    if (index % spread === 0) await new Promise((resolve) => setTimeout(resolve, (everyMs * spread) / count));
  }
  const halfway = new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / 2)).then(whenStreaming);
  await Promise.all([...finished, halfway]);
  for (const socket of sockets) socket.terminate();
  return { arrived: latencies.length, expected: count * pieces, latencies: latencies.toSorted((one, other) => one - other) };
}

function report(name: string, { arrived, expected, latencies }: Measured): void {
  const at = (part: number) => `${(latencies[Math.floor(latencies.length * part)] ?? NaN).toFixed(2)} ms`;
  console.log(`${name.padEnd(8)} ${arrived} of ${expected} pieces; later by: median ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}`);
}

/** Resident, in bytes. */
function memory({ metric }: RelayProcess): Promise<number> {
  return metric('process_resident_memory_bytes');
}

function mebi(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}
