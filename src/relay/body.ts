import type { Hold } from './capacity.js';
import { refusal, type Refusal } from './refusal.js';
import { tooLarge } from './untrusted-json.js';

export interface ReadOptions {
  /** In bytes. */
  readonly limit: number;
  /** Room for what is read, which stays taken. */
  readonly hold: Hold;
}

/** Reads the body of a request, or an answer, to its end or up to the limit: what is said to be longer is not read at all. */
export async function readBody({ headers, body }: Pick<Request, 'headers' | 'body'>, { limit, hold }: ReadOptions): Promise<Buffer | Refusal> {
  if (Number(headers.get('Content-Length') ?? 0) > limit) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels what is still to come.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return tooLarge;
    if (!hold.add(chunk.byteLength)) return noRoom;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** In seconds. */
const retryAfter = 5;

export const noRoom: Refusal = { ...refusal(503, 'Too much is being sent at once'), headers: { 'Retry-After': String(retryAfter) } };

/** What goes out at once, in bytes: a connection has buffers of its own for that. */
const piece = 64 * 1024;

/**
 * A body that takes up room until the client has read it, which it must within some time.
 *
 * @param patienceMs in ms
 */
export function heldBody(bytes: Buffer, hold: Hold, patienceMs: number): ReadableStream<Uint8Array> | string | Refusal {
  if (bytes.length <= piece) return bytes.toString();
  if (!hold.add(bytes.length)) return noRoom;
  let at = 0;
  let deadline: NodeJS.Timeout;
  const end = () => {
    clearTimeout(deadline);
    hold.release();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      deadline = setTimeout(() => {
        controller.error(new Error('The client did not read its answer'));
        end();
      }, patienceMs);
    },
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at + piece));
      at += piece;
      if (at < bytes.length) return;
      controller.close();
      end();
    },
    cancel: end,
  });
}
