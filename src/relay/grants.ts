import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keyFor, type Secrets, type Use } from './secrets.js';
import type { Claims } from './tokens.js';

/*
 * Whom a conversation, or an uploaded file, belongs to is kept nowhere: it is part of its id as a browser knows it,
 *
 *     conv_a1b2c3d4e5~{visitor}.{signature}
 *
 * The signature covers agent, conversation (or file) and owner. The visitor's id is there for anonymous visitors alone, so that
 * who comes back with their conversation is the same visitor again; for a user whom the site knows it is left out.
 * To a client the whole is an id like any other: it stores it and sends it back in the places where ids go.
 */

/** Whether something may be used by the holder of a token. */
export type Ownership =
  | 'theirs'
  /** Genuine, but of another anonymous visitor: a token asked for with this id would be theirs. */
  | 'another-visitor'
  /** Not signed here, or for somebody else. */
  | 'unknown';

/** An id of a browser's, taken apart. */
export interface Presented {
  /** As the browser has it. */
  readonly id: string;
  /** As the Agent API has it. */
  readonly original: string;
}

/** Whose things of one kind are: conversations, or files. */
export interface Grants {
  /** The id that the owner's browser may know. @param original as the Agent API has it */
  seal(original: string, owner: Pick<Claims, 'agent' | 'subject'>): string;
  /** What the Agent API calls it; says nothing about whose it is. */
  open(id: string): Presented;
  ownership(id: string, holder: Pick<Claims, 'agent' | 'subject' | 'conversation'>): Ownership;
  /** The anonymous visitor who had it before, as a subject; `undefined` if none can be told. */
  visitorOf(id: string, agent: number): string | undefined;
}

/** In bytes; too many to be guessed. */
const size = 16;
const form = /^(?<original>.+)~(?<visitor>[\w-]{22})?\.(?<signature>[\w-]{22})$/s;

export function createGrants(secrets: Secrets, use: Extract<Use, 'conversation grants' | 'file grants'>): Grants {
  const keyOf = (secret: string) => keyFor(secret, use);
  const keys = secrets.map(keyOf);
  const signingKey = keyOf(secrets[0]);
  const sign = (key: Buffer, agent: number, original: string, subject: string) =>
    createHmac('sha256', key).update(JSON.stringify([agent, original, subject])).digest().subarray(0, size);
  const isGenuine = (parts: Parts, agent: number, subject: string) =>
    parts.visitor === (visitorId(subject) === undefined ? undefined : subject) &&
    keys.some((key) => timingSafeEqual(parts.signature, sign(key, agent, parts.original, subject)));

  return {
    seal(original, { agent, subject }) {
      const signature = sign(signingKey, agent, original, subject).toString('base64url');
      return `${original}~${visitorId(subject) ?? ''}.${signature}`;
    },
    open: (id) => ({ id, original: takeApart(id)?.original ?? id }),
    ownership(id, holder) {
      const parts = takeApart(id);
      if (holder.conversation !== undefined && holder.conversation === (parts?.original ?? id)) return 'theirs';
      if (!parts) return 'unknown';
      if (isGenuine(parts, holder.agent, holder.subject)) return 'theirs';
      return parts.visitor !== undefined && isGenuine(parts, holder.agent, parts.visitor) ? 'another-visitor' : 'unknown';
    },
    visitorOf(id, agent) {
      const parts = takeApart(id);
      return parts?.visitor !== undefined && isGenuine(parts, agent, parts.visitor) ? parts.visitor : undefined;
    },
  };
}

/** Everything is anybody's who knows its id, as at the Agent API itself. */
export const noGrants: Grants = {
  seal: (original) => original,
  open: (id) => ({ id, original: id }),
  ownership: () => 'theirs',
  visitorOf: () => undefined,
};

/** A subject for somebody who was never here before. */
export function newVisitor(): string {
  return `visitor:${randomBytes(size).toString('base64url')}`;
}

interface Parts {
  readonly original: string;
  /** As a subject. */
  readonly visitor: string | undefined;
  readonly signature: Buffer;
}

function takeApart(id: string): Parts | undefined {
  const { original, visitor, signature } = form.exec(id)?.groups ?? {};
  if (original === undefined || signature === undefined) return undefined;
  return {
    original,
    visitor: visitor === undefined ? undefined : `visitor:${visitor}`,
    signature: Buffer.from(signature, 'base64url').subarray(0, size),
  };
}

/** The id of an anonymous visitor, if it has the form that ids get here. */
function visitorId(subject: string): string | undefined {
  return /^visitor:([\w-]{22})$/.exec(subject)?.[1];
}
