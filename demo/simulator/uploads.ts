import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createId } from '../../src/base/id.js';
import type { Clock } from '../../src/base/clock.js';
import type { Agent } from './agent.js';
import { underFaults } from './disturbed-http.js';
import type { UploadLinkAnswer } from '../../src/protocol/operations.js';

/** Where the simulator takes uploads. */
export const uploadPath = '/_simulator/uploads/';

const lifetimeSeconds = 3600;
const bucket = 's3://autessa-audio/simulator/';
const maximumBytes = 25 * 1024 * 1024;

/** Stands in for the bucket behind `generate-audio-upload-link`: one link takes one WAV file, for an hour. */
export class Uploads {
  readonly #clock: Clock;
  readonly #slots = new Map<string, { readonly expiresAt: number; readonly agent: Agent; audio?: Uint8Array }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param origin where the visitor's browser reaches the simulator */
  createLink(origin: string, agent: Agent): UploadLinkAnswer {
    const id = createId();
    const expiresAt = this.#clock.now() + lifetimeSeconds * 1000;
    this.#slots.set(id, { expiresAt, agent });
    return {
      uploadUrl: `${origin}${uploadPath}${id}.wav?X-Amz-Expires=${lifetimeSeconds}`,
      s3Uri: `${bucket}${id}.wav`,
      expiresInSeconds: lifetimeSeconds,
    };
  }

  /** What was uploaded under an `s3Uri`. */
  find(s3Uri: string): Uint8Array | undefined {
    return s3Uri.startsWith(bucket) ? this.#slots.get(withoutEnding(s3Uri.slice(bucket.length)))?.audio : undefined;
  }

  /** Whose link it is; `undefined` where there was none. */
  ownerOf(file: string): Agent | undefined {
    return this.#slots.get(withoutEnding(file))?.agent;
  }

  /** @returns whether the link was good */
  store(file: string, audio: Uint8Array): boolean {
    const slot = this.#slots.get(withoutEnding(file));
    if (slot === undefined || this.#clock.now() >= slot.expiresAt) return false;
    slot.audio = audio;
    return true;
  }
}

function withoutEnding(file: string): string {
  return file.replace(/\.wav$/, '');
}

/** `PUT` as S3 answers it, errors as XML; the link was signed for `audio/wav` alone. */
export function uploadRoutes(uploads: Uploads, clock: Clock): Hono {
  return new Hono().put(`${uploadPath}:file`, bodyLimit({ maxSize: maximumBytes }), async (c) => {
    const refuse = (code: string) =>
      c.body(`<Error><Code>${code}</Code></Error>`, 403, { 'Content-Type': 'application/xml' });
    const file = c.req.param('file');
    const agent = uploads.ownerOf(file);
    if (!agent) return refuse('AccessDenied');
    return underFaults(c, agent, 'upload', clock, async () => {
      if (c.req.header('Content-Type') !== 'audio/wav') return refuse('SignatureDoesNotMatch');
      const audio = new Uint8Array(await c.req.arrayBuffer());
      return uploads.store(file, audio) ? c.body(null, 200) : refuse('AccessDenied');
    });
  });
}
