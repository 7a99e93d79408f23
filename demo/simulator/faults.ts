import { isJsonObject } from '../../src/base/json.js';
import { operationNames, type OperationName } from '../../src/protocol/operations.js';
import { voiceFaults } from './voice/faults.js';

/**
 * Every way in which the simulator misbehaves on request. `at` says where it strikes: while a socket is opened, when a
 * message arrives, in the reply (socket and `execute` alike), at the final message, on the REST operations, when
 * a token is asked for, in a call, or in speech. README.md beside this file explains what else an order can say.
 */
export const faults = [
  { name: 'refuse', at: 'handshake', does: 'The socket is refused with 503, or `status`; REST goes on working.' },
  { name: 'block-sockets', at: 'handshake', does: 'A proxy answers the handshake with 403 and HTML; REST works.' },
  { name: 'cut-handshake', at: 'handshake', does: 'The connection is cut in place of an answer; REST works.' },
  { name: 'hang-handshake', at: 'handshake', does: 'The handshake is never answered; REST works.' },
  { name: 'refuse-voice', at: 'handshake', does: 'A socket with voice is refused with 503, or `status`; others are not.' },
  { name: 'slow-handshake', at: 'handshake', does: 'The handshake takes 3 s, or `ms`.' },
  { name: 'unauthorized', at: 'handshake and REST', does: '401, as for a wrong key.' },
  { name: 'forbidden', at: 'handshake and REST', does: '403.' },
  { name: 'rate-limit', at: 'handshake and REST', does: '429 with Retry-After: 2, or `retryAfter`.' },
  { name: 'drop-on-connect', at: 'socket opened', does: 'The connection is cut before the status message.' },
  { name: 'drop-after-status', at: 'socket opened', does: 'The connection is cut right after the status message.' },
  { name: 'no-status', at: 'socket opened', does: 'The status message never comes.' },
  { name: 'double-status', at: 'socket opened', does: 'The status message comes twice.' },
  { name: 'status-errors', at: 'socket opened', does: 'The status message has errors.' },
  { name: 'stray-final', at: 'socket opened', does: 'A final message follows the status: nobody asked for a reply.' },
  { name: 'greet', at: 'socket opened', does: 'The agent greets of its own accord, and logs it, after the status.' },
  { name: 'silent-on-connect', at: 'socket opened', does: 'Open but dead from the start, without a status message.' },
  { name: 'silent-after-status', at: 'socket opened', does: 'Open but dead after the status message.' },
  { name: 'other-id', at: 'socket opened and revive', does: 'A conversation comes back under another id.' },
  { name: 'not-found', at: 'socket opened and REST', does: 'No conversation is known; a socket begins a fresh one.' },
  { name: 'lose-message', at: 'message', does: 'The connection is cut before the message is logged.' },
  { name: 'drop-before-reply', at: 'message', does: 'Logged, then cut off; the reply still gets into the log.' },
  { name: 'lose-reply', at: 'message', does: 'Logged, then the connection is cut; no reply is ever written.' },
  { name: 'silent-before-message', at: 'message', does: 'Open but dead from before the message, which is not logged.' },
  { name: 'silent-after-message', at: 'message', does: 'The message is logged, then open but dead; the reply is logged.' },
  { name: 'silent-lose-reply', at: 'message', does: 'Logged, then open but dead; no reply is ever written.' },
  { name: 'drop-mid-reply', at: 'reply', does: 'The connection is cut half-way; the whole reply still gets logged.' },
  { name: 'silent-mid-reply', at: 'reply', does: 'Open but dead half-way; the whole reply still gets logged.' },
  { name: 'slow', at: 'reply', does: 'The reply comes at a tenth of the pace.' },
  { name: 'late', at: 'reply', does: 'Nothing of the reply comes for 5 s, or `ms`.' },
  { name: 'stall', at: 'reply', does: 'The reply stops half-way and never ends; the connection stays open.' },
  { name: 'garbage', at: 'reply', does: 'No JSON, JSON of other shapes and bytes, in between a good reply.' },
  { name: 'binary-frames', at: 'reply', does: 'Binary frames of many sizes in between a good reply.' },
  { name: 'huge-frames', at: 'reply', does: 'Two frames of 5 MB, or `bytes`, one of them no JSON, in a good reply.' },
  { name: 'unknown-messages', at: 'reply', does: 'Well-formed messages of kinds that the document does not describe.' },
  { name: 'unknown-flood', at: 'reply', does: '10 000 unknown messages, or `count`, in the middle of a good reply.' },
  { name: 'agent-error', at: 'reply', does: 'The reply breaks off and the final message has errors and no output.' },
  { name: 'empty-reply', at: 'reply', does: 'The final message has no output and no errors.' },
  { name: 'final-differs', at: 'reply', does: 'The final text is not the streamed one; the log has the final one.' },
  { name: 'no-stream', at: 'reply', does: 'Nothing is streamed; the final message alone has the reply.' },
  { name: 'unasked-audio', at: 'reply', does: 'The reply comes as speech, though text was asked for.' },
  { name: 'drop-before-final', at: 'final', does: 'The reply is streamed and logged; cut off before the final message.' },
  { name: 'silent-before-final', at: 'final', does: 'Streamed and logged, then open but dead: no final message.' },
  { name: 'no-final', at: 'final', does: 'Streamed and logged, but no final message comes; the socket lives on.' },
  { name: 'double-final', at: 'final', does: 'The final message comes twice.' },
  { name: 'drop-after-final', at: 'final', does: 'The connection is cut right after the final message.' },
  { name: 'auto-close', at: 'final', does: 'The server closes the socket with 1000 after the reply.' },
  { name: 'http-error', at: 'REST', does: '500, or `status`, with `retryAfter` where that is given.' },
  { name: 'http-html', at: 'REST', does: 'An HTML page with 200, as a captive portal answers.' },
  { name: 'http-broken', at: 'REST', does: 'The answer is JSON that ends in the middle, with 200.' },
  { name: 'http-cut', at: 'REST', does: 'The connection is cut; nothing was done.' },
  { name: 'http-lost-answer', at: 'REST', does: 'All is done, but the connection is cut before the answer.' },
  { name: 'http-timeout', at: 'REST', does: 'The answer never comes; nothing was done.' },
  { name: 'http-slow', at: 'REST', does: 'The answer takes 3 s more, or `ms`.' },
  { name: 'token-forged', at: 'token', does: 'The token looks well, and every server refuses it with 401.' },
  { name: 'token-expired', at: 'token', does: 'The token expired before it arrives.' },
  { name: 'token-short', at: 'token', does: 'The token is good for 5 s, or `seconds`, and refused after that.' },
  { name: 'token-skew', at: 'token', does: 'The endpoint’s clock is an hour ahead, or by `ms`: expiresAt and Date.' },
  ...voiceFaults,
] as const;

export type FaultName = (typeof faults)[number]['name'];

/** Where a fault that knows several places can be told to strike. */
export type Place = OperationName | 'handshake' | 'upload' | 'token';

export const places: readonly Place[] = [...operationNames, 'handshake', 'upload', 'token'];

/** A fault as it is ordered. */
export interface FaultOrder {
  readonly name: FaultName;
  /** How often it strikes before all is well again. Default: always. */
  readonly times?: number;
  /** How many occasions it lets go by first. Default: 0. */
  readonly after?: number;
  /** The probability that it strikes on an occasion, 0 to 1, drawn from the agent's seed. Default: 1. */
  readonly chance?: number;
  /** The only places where it strikes. Default: all that it knows, but neither `upload` nor `token`. */
  readonly on?: readonly Place[];
  /** The HTTP status of a refusal, 400 to 599. */
  readonly status?: number;
  /** Faults that cut a socket close it with this code instead: 1000 to 1014 or 3000 to 4999. */
  readonly code?: number;
  readonly ms?: number;
  readonly seconds?: number;
  readonly count?: number;
  readonly bytes?: number;
  /** In Hz. */
  readonly rate?: number;
  /** In seconds, negative for the past; text is sent as it is. */
  readonly retryAfter?: number | string;
  /** Whether `retryAfter` is told as an HTTP date. */
  readonly asDate?: boolean;
}

const names: readonly string[] = faults.map(({ name }) => name);

export function isFaultName(value: unknown): value is FaultName {
  return names.includes(value as string);
}

const whole = (from: number, to = Infinity) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
const number = (from: number, to = Infinity) => (value: unknown) =>
  typeof value === 'number' && value >= from && value <= to;

const checks: Readonly<Record<keyof FaultOrder, (value: unknown) => boolean>> = {
  name: isFaultName,
  times: whole(1),
  after: whole(0),
  chance: number(0, 1),
  on: (value) => Array.isArray(value) && value.every((place: unknown) => places.includes(place as Place)),
  status: whole(400, 599),
  code: (value) => (whole(1000, 1014)(value) && ![1004, 1005, 1006].includes(value as number)) || whole(3000, 4999)(value),
  ms: number(-Infinity),
  seconds: number(0),
  count: whole(0),
  bytes: whole(0),
  rate: number(-Infinity),
  retryAfter: (value) => typeof value === 'string' || Number.isFinite(value),
  asDate: (value) => typeof value === 'boolean',
};

/** @returns the orders, or what is wrong with them */
export function readFaults(orders: unknown): readonly FaultOrder[] | string {
  if (!Array.isArray(orders)) return 'faults must be an array';
  for (const order of orders as readonly unknown[]) {
    if (!isJsonObject(order) || !isFaultName(order['name'])) {
      return `faults must be {name, times?, …}, a name one of ${names.join(', ')}`;
    }
    const wrong = Object.keys(order).find((key) => !(key in checks) || !checks[key as keyof FaultOrder](order[key]));
    if (wrong !== undefined) return `The fault ${order['name']} cannot have ${wrong}: ${JSON.stringify(order[wrong])}`;
  }
  return orders as FaultOrder[];
}
