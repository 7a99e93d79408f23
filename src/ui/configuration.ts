import { isJsonObject, type JsonObject } from '../base/json.js';
import type { VersionState } from '../protocol/content.js';
import type { AgentSessionOptions } from '../session/options.js';
import type { AutessaAgentElement } from './element.js';
import { canonicalTag } from './strings/words.js';

/** The name of an attribute with a value that cannot be used. What would be right is said in `problems.ts`. */
export type Problem =
  | keyof typeof choices
  | 'agent-id' | 'token-endpoint' | 'api-base' | 'variables' | 'version-state' | 'version-number'
  | 'modes' | 'disabled-features' | 'suggestions' | 'locale' | 'allowed-origins';

export interface Configuration {
  /** What a session needs; `undefined` where something that it cannot do without is missing. */
  readonly session: AgentSessionOptions | undefined;
  readonly problems: readonly Problem[];
}

/** The attributes with a closed list of values; the first is the default. */
export const choices = {
  'reply-mode': ['text', 'audio'],
  layout: ['floating', 'inline', 'page'],
  placement: ['bottom-end', 'bottom-start', 'top-end', 'top-start'],
  theme: ['auto', 'light', 'dark'],
  persist: ['local', 'session', 'none'],
} as const;

export const versionStates: readonly string[] = ['PUBLISHED', 'DRAFT', 'ARCHIVED'] satisfies VersionState[];
export const modes: readonly string[] = ['text', 'voice'];
export const features: readonly string[] = ['attachments', 'export', 'feedback', 'restart', 'sounds'];

/**
 * Reads the element's attributes and properties. A value that cannot be used is reported, and its default taken. What is
 * not there is `null` from Lit where an attribute was removed, and `undefined` from a framework.
 */
export function readConfiguration(element: AutessaAgentElement): Configuration {
  const problems: Problem[] = [];
  const expect = (isRight: boolean, attribute: Problem): boolean => {
    if (!isRight) problems.push(attribute);
    return isRight;
  };
  const oneOf = (attribute: keyof typeof choices): string | undefined => {
    const value = element.getAttribute(attribute);
    const allowed: readonly string[] = choices[attribute];
    return value !== null && expect(allowed.includes(value), attribute) ? value : undefined;
  };
  const allOf = (attribute: Problem, allowed: readonly string[]): void => {
    expect(wordsOf(element.getAttribute(attribute))?.every((word) => allowed.includes(word)) !== false, attribute);
  };

  const agentId = Number(element.agentId ?? NaN);
  const hasAgent = expect(/^\d{1,15}$/.test(String(element.agentId ?? '').trim()), 'agent-id');
  const tokens = element.tokenProvider ?? element.tokenEndpoint;
  const hasTokens = expect(Boolean(tokens), 'token-endpoint');
  const apiBase = element.apiBase == null ? undefined : resolveAddress(element.apiBase);
  const hasServer = expect(apiBase !== '', 'api-base');
  const hasVariables = expect(isJsonObject(element.variables ?? {}), 'variables');
  const { versionState, versionNumber, locale } = element;
  const suggestions: unknown = element.suggestions ?? [];
  const number = Number(versionNumber);
  expect(versionState == null || versionStates.includes(versionState), 'version-state');
  expect(versionNumber == null || Number.isInteger(number), 'version-number');
  expect(Array.isArray(suggestions) && suggestions.every((each) => typeof each === 'string'), 'suggestions');
  expect(!locale || canonicalTag(locale) !== undefined, 'locale');
  allOf('modes', modes);
  allOf('disabled-features', features);
  expect(wordsOf(element.allowedOrigins)?.every(isOrigin) !== false, 'allowed-origins');
  oneOf('layout');
  oneOf('placement');
  oneOf('theme');
  const replyMode = oneOf('reply-mode');
  const persist = oneOf('persist') as AgentSessionOptions['persist'];

  if (!hasAgent || !hasTokens || !hasServer) return { session: undefined, problems };
  const version = {
    ...(versionState != null && versionStates.includes(versionState) && { versionState: versionState as VersionState }),
    ...(versionNumber != null && Number.isInteger(number) && { versionNumber: number }),
  };
  const session: AgentSessionOptions = {
    agentId,
    tokens: tokens as NonNullable<typeof tokens>,
    ...(apiBase !== undefined && { apiBase }),
    userKey: element.userKey ?? '',
    persist: persist ?? 'local',
    conversationId: element.givenConversation ?? undefined,
    variables: { ...(hasVariables ? element.variables : {}), ...singleVariables(element) },
    environmentVariables: element.environmentVariables ?? {},
    version: Object.keys(version).length > 0 ? version : undefined,
    replyMode: replyMode === 'audio' ? 'AUDIO' : 'TEXT',
    consent: element.consent ?? undefined,
  };
  return { session, problems };
}

/** What of a configuration makes it another conversation, as a key. */
export function identityOf({ agentId, apiBase, userKey, persist, conversationId }: AgentSessionOptions): string {
  return JSON.stringify([agentId, apiBase, userKey, persist, conversationId]);
}

/** What a list with blanks between holds; nothing where there is none. */
export function wordsOf(list: string | null | undefined): string[] | undefined {
  return list?.split(/\s+/).filter(Boolean);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** A relative `api-base` is one on the page's own origin. @returns nothing where it is none */
function resolveAddress(address: string): string {
  const url = URL.canParse(address, document.baseURI) && new URL(address, document.baseURI);
  return url && /^https?:$/.test(url.protocol) ? url.href : '';
}

/** `var-customer-name="John"` is `{customerName: 'John'}`. */
function singleVariables(element: Element): JsonObject {
  const variables: JsonObject = {};
  for (const { name, value } of element.attributes) {
    if (!name.startsWith('var-')) continue;
    variables[name.slice(4).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] = value;
  }
  return variables;
}
