import type { Sealing } from './answers.js';
import type { Grants, Presented } from './grants.js';
import { refusal, type Refusal } from './refusal.js';
import type { Holder } from './tokens.js';

/** In characters. */
const longestId = 512;

/** No conversation was named. */
export interface NoneNamed {
  readonly id?: undefined;
}

/**
 * The conversation that a browser asks for, if it is theirs.
 *
 * @returns 403 where a token for just this conversation would be let in, 404 where none would
 */
export function presentedConversation(grants: Grants, holder: Holder, id: unknown): Presented | NoneNamed | Refusal {
  if (id === undefined || id === null) return {};
  if (typeof id !== 'string' || id === '' || id.length > longestId) return refusal(400, 'conversationId must be a conversation’s id');
  switch (grants.ownership(id, holder)) {
    case 'theirs':
      return grants.open(id);
    case 'another-visitor':
      return refusal(403, 'The conversation is another visitor’s');
    case 'unknown':
      return refusal(404, 'There is no such conversation');
  }
}

/** A conversation keeps the id that the browser knows it by, also where it would be signed in another way today. */
export function sealingFor(grants: Grants, holder: Holder, presented: Presented | NoneNamed): Sealing {
  return (conversation) =>
    presented.id !== undefined && presented.conversation === conversation ? presented.id : grants.seal(conversation, holder);
}
