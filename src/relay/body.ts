import { refusal, type Refusal } from './refusal.js';

/** Reads a body to its end, or up to the limit: what is said to be longer is not read at all. @param limit in bytes */
export async function readBody(request: Request, limit: number): Promise<string | Refusal> {
  const tooLarge = () => refusal(413, 'The body is too large');
  if (Number(request.headers.get('Content-Length') ?? 0) > limit) return tooLarge();
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels what is still to come.
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) return tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
