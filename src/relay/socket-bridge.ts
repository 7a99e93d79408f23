import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Activity } from './activity.js';
import { pointsBeyondFirst, requesterOf, type Admission } from './admission.js';
import { frameForBrowser, type Sealing } from './answers.js';
import type { Hold } from './capacity.js';
import { inspectAudio, inspectText, type FrameRules } from './frames.js';
import { closeBoth, forward, type Closing, type Passing } from './forward.js';
import { keepAlive } from './heartbeat.js';
import { watchLifetime, type Lifetime } from './lifetime.js';
import type { Metrics, Side } from './metrics.js';
import type { Timeouts } from './options.js';
import type { Redaction } from './redaction.js';
import { isRefusal } from './refusal.js';
import type { Holder } from './tokens.js';
import type { ReadingTurns } from './reading-turns.js';
import { watchUnfinished } from './unfinished.js';

export interface SocketBridgeOptions {
  readonly client: WebSocket;
  readonly upstream: WebSocket;
  /** The client's, under its socket. */
  readonly connection: Duplex;
  readonly holder: Holder;
  readonly address: string | undefined;
  /** Room for what has come of a message. */
  readonly hold: Hold;
  readonly turns: ReadingTurns;
  readonly rules: FrameRules;
  readonly seal: Sealing;
  readonly redaction: Redaction;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly timeouts: Timeouts;
  readonly now: () => number;
  /** Called once, when it is over. */
  readonly onClosed: (by: Side, code: number) => void;
}

/** How long a side gets to answer a close frame, in ms. */
const closingMs = 1_000;

/** Joins a browser's socket and the agent's for as long as both last. */
export function bridgeSockets(options: SocketBridgeOptions): Lifetime {
  const { client, upstream, connection, holder, address, hold, turns, rules, seal, redaction, admission, metrics, timeouts, now, onClosed } = options;
  const activity = new Activity(now);
  const requester = { ...requesterOf(holder), address };

  /** Counts before anything is read. */
  async function passText(data: Buffer): Promise<Passing | Closing> {
    const counted = await admission.count(requester, { points: 1 + pointsBeyondFirst(data.length) });
    // A client that comes back is told at the handshake, and by REST, how long to wait.
    if (isRefusal(counted)) return { code: 1013, reason: counted.errors[0] ?? '' };
    await turns.for(data);
    const frame = inspectText(data, rules);
    if (!('text' in frame)) return frame;
    if (frame.kind === 'MULTIMODAL') activity.asked();
    return { data: frame.text, binary: false };
  }

  forward({
    from: client,
    to: upstream,
    whenLost: { code: 1001 },
    pass(data, binary) {
      activity.note();
      metrics.message('agent', data.length);
      return binary ? (inspectAudio(data.length, rules) ?? { data, binary }) : passText(data);
    },
  });
  forward({
    from: upstream,
    to: client,
    whenLost: { code: 1011, reason: 'Connection to the agent lost' },
    tell: redaction.reason,
    pass(data, binary) {
      activity.note();
      metrics.message('browser', data.length);
      if (binary) return { data: redaction.bytes(data), binary };
      const frame = frameForBrowser(data, seal, redaction);
      if (frame.endsReply) activity.answered();
      return { data: frame.data, binary };
    },
  });

  const end = (closing: Closing) => {
    closeBoth(client, upstream, closing);
    // A side that does not answer is not waited for.
    for (const side of [client, upstream]) {
      const timer = setTimeout(() => side.terminate(), closingMs);
      side.once('close', () => clearTimeout(timer));
    }
  };
  let isOver = false;
  const close = (by: Side) => (code: number) => {
    if (!isOver) onClosed(by, code);
    isOver = true;
  };
  client.once('close', close('browser'));
  upstream.once('close', close('agent'));
  watchUnfinished({ webSocket: client, connection, hold, patienceMs: timeouts.request * 1000, end });
  keepAlive(client, timeouts.ping * 1000);
  keepAlive(upstream, timeouts.ping * 1000);
  return watchLifetime({
    client,
    activity,
    end,
    tokenMs: holder.expiresAt - now(),
    graceMs: timeouts.grace * 1000,
    idleMs: timeouts.idle * 1000,
  });
}
