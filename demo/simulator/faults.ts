/**
 * Every way in which the simulator misbehaves on request. `at` says where it strikes: while a socket is opened, when a
 * message arrives, in the reply (socket and `execute` alike), or on the REST operations.
 */
export const faults = [
  { name: 'refuse', at: 'handshake', does: 'The socket is refused with 503; REST goes on working.' },
  { name: 'unauthorized', at: 'handshake and REST', does: '401, as for a wrong key.' },
  { name: 'forbidden', at: 'handshake and REST', does: '403.' },
  { name: 'rate-limit', at: 'handshake and REST', does: '429 with Retry-After: 2.' },
  { name: 'drop-on-connect', at: 'socket opened', does: 'The connection is cut before the status message.' },
  { name: 'no-status', at: 'socket opened', does: 'The status message never comes.' },
  { name: 'other-id', at: 'socket opened and revive', does: 'A conversation comes back under another id.' },
  { name: 'not-found', at: 'socket opened and REST', does: 'No conversation is known; a socket begins a fresh one.' },
  { name: 'lose-message', at: 'message', does: 'The connection is cut before the message is logged.' },
  { name: 'drop-before-reply', at: 'message', does: 'Logged, then cut off; the reply still gets into the log.' },
  { name: 'lose-reply', at: 'message', does: 'Logged, then the connection is cut; no reply is ever written.' },
  { name: 'drop-mid-reply', at: 'reply', does: 'The connection is cut half-way; the whole reply still gets logged.' },
  { name: 'slow', at: 'reply', does: 'The reply comes at a tenth of the pace.' },
  { name: 'stall', at: 'reply', does: 'The reply stops half-way and never ends; the connection stays open.' },
  { name: 'garbage', at: 'reply', does: 'No JSON, JSON of other shapes and bytes, in between a good reply.' },
  { name: 'unknown-messages', at: 'reply', does: 'Well-formed messages of kinds that the document does not describe.' },
  { name: 'agent-error', at: 'reply', does: 'The reply breaks off and the final message has errors and no output.' },
  { name: 'empty-reply', at: 'reply', does: 'The final message has no output and no errors.' },
  { name: 'final-differs', at: 'reply', does: 'The final text is not the streamed one; the log has the final one.' },
  { name: 'auto-close', at: 'reply', does: 'The server closes the socket with 1000 after the reply.' },
  { name: 'http-html', at: 'REST', does: 'An HTML page with 200, as a captive portal answers.' },
] as const;

export type FaultName = (typeof faults)[number]['name'];

/** A fault as it is ordered; `times` is how often it strikes before all is well again. Default: always. */
export interface FaultOrder {
  readonly name: FaultName;
  readonly times?: number;
}

const names: readonly string[] = faults.map(({ name }) => name);

export function isFaultName(value: unknown): value is FaultName {
  return names.includes(value as string);
}

/** The faults attached to one agent, counted down as they strike. */
export class ActiveFaults {
  readonly #left = new Map<FaultName, number>();

  constructor(orders: readonly FaultOrder[] = []) {
    this.set(orders);
  }

  /** Replaces all of them. */
  set(orders: readonly FaultOrder[]): void {
    this.#left.clear();
    for (const { name, times = Infinity } of orders) this.#left.set(name, times);
  }

  /** Whether the fault strikes now; if it does, this occurrence is used up. */
  take(name: FaultName): boolean {
    const left = this.#left.get(name) ?? 0;
    if (left <= 0) return false;
    this.#left.set(name, left - 1);
    return true;
  }

  /** What is still to come; a fault without a limit has no `times`. */
  list(): FaultOrder[] {
    return [...this.#left]
      .filter(([, left]) => left > 0)
      .map(([name, left]) => (left === Infinity ? { name } : { name, times: left }));
  }
}
