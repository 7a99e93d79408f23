import type { Sealing } from './answers.js';
import type { Grants, Presented } from './grants.js';
import { refusal, type Refusal } from './refusal.js';
import type { Holder } from './tokens.js';

/** Whose is what. */
export interface VisitorGrants {
  readonly conversations: Grants;
  /** What was uploaded, by its `s3Uri`. */
  readonly files: Grants;
}

/** In characters. */
const longestId = 512;
const longestUri = 2_048;

/** No conversation was named. */
export interface NoneNamed {
  readonly id?: undefined;
}

/**
 * The conversation that a browser asks for, if it is theirs.
 *
 * @returns 403 where a token for just this conversation would be let in, 404 where none would
 */
export function presentedConversation({ conversations }: VisitorGrants, holder: Holder, id: unknown): Presented | NoneNamed | Refusal {
  if (id === undefined || id === null) return {};
  if (typeof id !== 'string' || id === '' || id.length > longestId) return refusal(400, 'conversationId must be a conversation’s id');
  switch (conversations.ownership(id, holder)) {
    case 'theirs':
      return conversations.open(id);
    case 'another-visitor':
      return refusal(403, 'The conversation is another visitor’s');
    case 'unknown':
      return refusal(404, 'There is no such conversation');
  }
}

/** The file that a browser names in an input, if they got the link for it. */
export function presentedFile({ files }: VisitorGrants, { agent, subject }: Holder, uri: string): Presented | Refusal {
  const isTheirs = uri.length <= longestUri && files.ownership(uri, { agent, subject }) === 'theirs';
  return isTheirs ? files.open(uri) : refusal(403, 'The upload link of this s3Uri was not given to this visitor');
}

/** A conversation keeps the id that the browser knows it by, also where it would be signed in another way today. */
export function sealingFor({ conversations, files }: VisitorGrants, holder: Holder, presented: Presented | NoneNamed): Sealing {
  return {
    conversation: (id) => (presented.id !== undefined && presented.original === id ? presented.id : conversations.seal(id, holder)),
    file: (uri) => files.seal(uri, holder),
  };
}
