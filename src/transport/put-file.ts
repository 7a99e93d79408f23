import { AgentError } from '../base/errors.js';

export interface PutOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how much of the file has gone, from 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

/** Puts a WAV file at the address of an upload link. */
export type PutFile = (address: string, file: Blob, options: PutOptions) => Promise<void>;

/**
 * The `PUT` of API document: "Upload the file". It carries no token: the address itself is the permission.
 *
 * @throws {AgentError} `upload` where the file does not get there, `aborted`
 */
export const putFile: PutFile = (address, file, { signal, onProgress }) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(AgentError.aborted());
    const request = new XMLHttpRequest();
    const fail = (message: string) => () => reject(new AgentError('upload', message, { retryable: true }));
    const cancel = () => request.abort();
    signal?.addEventListener('abort', cancel);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      // A listener may be told of progress after the end, or of a file without a length.
      if (total > 0) onProgress?.(Math.min(1, loaded / total));
    });
    request.addEventListener('error', fail('The upload got no answer'));
    request.addEventListener('timeout', fail('The upload took too long'));
    request.addEventListener('abort', () => reject(AgentError.aborted()));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else fail(`The upload was answered with ${request.status}`)();
    });
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', cancel));
    try {
      request.open('PUT', address);
    } catch (error) {
      return reject(new AgentError('upload', 'The upload link is no address', { cause: error }));
    }
    request.timeout = patienceMs;
    request.setRequestHeader('Content-Type', 'audio/wav');
    request.send(file);
  });

/** An upload that takes longer, in ms, has got stuck: links expire. */
const patienceMs = 300_000;
