import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secrets } from './secrets.js';
import type { Claims } from './tokens.js';

/*
 * Whom a conversation belongs to is kept nowhere: it is part of the conversation's id as a browser knows it,
 *
 *     conv_a1b2c3d4e5~{visitor}.{signature}
 *
 * The signature covers agent, conversation and owner. The visitor's id is there for anonymous visitors alone, so that
 * who comes back with their conversation is the same visitor again; for a user whom the site knows it is left out.
 * To a client the whole is an id like any other: it stores it and sends it back in the places where ids go.
 */

/** Whether a conversation may be used by the holder of a token. */
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
  readonly conversation: string;
}

export interface Grants {
  /** The id that the owner's browser may know. */
  seal(conversation: string, owner: Pick<Claims, 'agent' | 'subject'>): string;
  /** What the Agent API calls a conversation; says nothing about whose it is. */
  open(id: string): Presented;
  ownership(id: string, holder: Pick<Claims, 'agent' | 'subject' | 'conversation'>): Ownership;
  /** The anonymous visitor who had this conversation before, as a subject; `undefined` if none can be told. */
  visitorOf(id: string, agent: number): string | undefined;
}

/** In bytes; too many to be guessed. */
const size = 16;
const form = /^(?<conversation>.+)~(?<visitor>[\w-]{22})?\.(?<signature>[\w-]{22})$/s;

export function createGrants(secrets: Secrets): Grants {
  // Keys of their own: what signs a grant must not sign a token.
  const keyOf = (secret: string) => createHmac('sha256', secret).update('conversation grants').digest();
  const keys = secrets.map(keyOf);
  const signingKey = keyOf(secrets[0]);
  const sign = (key: Buffer, agent: number, conversation: string, subject: string) =>
    createHmac('sha256', key).update(JSON.stringify([agent, conversation, subject])).digest().subarray(0, size);
  const isGenuine = (parts: Parts, agent: number, subject: string) =>
    parts.visitor === (visitorId(subject) === undefined ? undefined : subject) &&
    keys.some((key) => timingSafeEqual(parts.signature, sign(key, agent, parts.conversation, subject)));

  return {
    seal(conversation, { agent, subject }) {
      const signature = sign(signingKey, agent, conversation, subject).toString('base64url');
      return `${conversation}~${visitorId(subject) ?? ''}.${signature}`;
    },
    open: (id) => ({ id, conversation: takeApart(id)?.conversation ?? id }),
    ownership(id, holder) {
      const parts = takeApart(id);
      if (holder.conversation !== undefined && holder.conversation === (parts?.conversation ?? id)) return 'theirs';
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

/** Every conversation is anybody's who knows its id, as at the Agent API itself. */
export const noGrants: Grants = {
  seal: (conversation) => conversation,
  open: (id) => ({ id, conversation: id }),
  ownership: () => 'theirs',
  visitorOf: () => undefined,
};

/** A subject for somebody who was never here before. */
export function newVisitor(): string {
  return `visitor:${randomBytes(size).toString('base64url')}`;
}

interface Parts {
  readonly conversation: string;
  /** As a subject. */
  readonly visitor: string | undefined;
  readonly signature: Buffer;
}

function takeApart(id: string): Parts | undefined {
  const { conversation, visitor, signature } = form.exec(id)?.groups ?? {};
  if (conversation === undefined || signature === undefined) return undefined;
  return {
    conversation,
    visitor: visitor === undefined ? undefined : `visitor:${visitor}`,
    signature: Buffer.from(signature, 'base64url').subarray(0, size),
  };
}

/** The id of an anonymous visitor, if it has the form that ids get here. */
function visitorId(subject: string): string | undefined {
  return /^visitor:([\w-]{22})$/.exec(subject)?.[1];
}
