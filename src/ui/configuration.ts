import { isJsonObject, textOf, type JsonObject } from '../base/json.js';
import type { VersionState } from '../protocol/content.js';
import type { AgentSessionOptions } from '../session/options.js';
import type { ElementSettings } from './attributes.js';
import { readSuggestion } from './suggestion.js';
import { canonicalTag } from './strings/words.js';

/** An attribute, or a property without one, with a value that cannot be used. What is right stands in `problems.ts`. */
export type Problem =
  | keyof typeof choices
  | 'agent-id' | 'token-endpoint' | 'api-base' | 'variables' | 'version-state' | 'version-number'
  | 'user-key' | 'conversation-id' | 'modes' | 'disabled-features' | 'suggestions' | 'locale' | 'allowed-origins'
  | 'invite' | 'invite-when' | 'invite-every' | 'handoff' | 'mask'
  | 'tokenProvider' | 'environmentVariables' | 'renderers' | 'strings' | 'actions';

export interface Configuration {
  /** What a session needs; `undefined` where something that it cannot do without is missing. */
  readonly session: AgentSessionOptions | undefined;
  readonly problems: readonly Problem[];
}

/** The attributes with a closed list of values; the first is the default. */
export const choices = {
  layout: ['floating', 'inline', 'page'],
  placement: ['bottom-end', 'bottom-start', 'top-end', 'top-start'],
  theme: ['auto', 'light', 'dark'],
  'reply-mode': ['text', 'audio'],
  persist: ['local', 'session', 'none'],
  'voice-sensitivity': ['normal', 'high'],
} as const;

export const versionStates: readonly string[] = ['PUBLISHED', 'DRAFT', 'ARCHIVED'] satisfies VersionState[];
export const modes: readonly string[] = ['text', 'voice'];
/** What `disabled-features` can switch off. */
export const features = ['attachments', 'conversations', 'export', 'feedback', 'highlight', 'math', 'restart', 'sounds'] as const;
export type Feature = (typeof features)[number];

/**
 * Reads the element's attributes and properties. A value that cannot be used is reported, and its default taken. What is
 * not there is `null` from Lit where an attribute was removed, and `undefined` from a framework.
 */
export function readConfiguration(element: Omit<ElementSettings, 'open'> & HTMLElement): Configuration {
  const problems: Problem[] = [];
  const expect = (isRight: boolean, attribute: Problem): boolean => {
    if (!isRight) problems.push(attribute);
    return isRight;
  };
  const allOf = (attribute: Problem, words: string | null | undefined, isAllowed: (word: string) => boolean): void => {
    expect(wordsOf(words)?.every(isAllowed) !== false, attribute);
  };
  const objectOf = <Name extends 'variables' | 'environmentVariables' | 'renderers' | 'strings' | 'actions'>(property: Name): (typeof element)[Name] | undefined =>
    expect(isJsonObject(element[property] ?? {}), property) ? element[property] : undefined;
  const textIn = (value: unknown, attribute: Problem): string => {
    const text = textOf(value);
    // An object that a framework was to pass on: as a text it is the same for everybody.
    expect(!text.startsWith('[object'), attribute);
    return text;
  };
  const chosenOf = <Name extends keyof typeof choices>(attribute: Name): (typeof choices)[Name][number] => {
    const chosen: unknown = element[propertyOf(attribute) as keyof typeof element];
    const allowed = choices[attribute].find((each) => each === chosen);
    expect(chosen == null || allowed !== undefined, attribute);
    return allowed ?? choices[attribute][0];
  };

  const { versionState, versionNumber, locale } = element;
  const agentId = textOf(element.agentId).trim();
  const hasProvider = element.tokenProvider == null || expect(typeof element.tokenProvider === 'function', 'tokenProvider');
  const tokens = (hasProvider && element.tokenProvider) || element.tokenEndpoint;
  const apiBase = element.apiBase == null ? undefined : resolveAddress(textOf(element.apiBase));
  const suggestions: unknown = element.suggestions ?? [];
  const hasAgent = expect(/^\d{1,15}$/.test(agentId), 'agent-id');
  const hasTokens = expect(Boolean(tokens), 'token-endpoint');
  const hasServer = expect(apiBase !== '', 'api-base');
  const variables = objectOf('variables');
  const hasState = versionState != null && expect(versionStates.includes(versionState), 'version-state');
  const hasNumber = versionNumber != null && expect(/^-?\d{1,15}$/.test(textOf(versionNumber).trim()), 'version-number');
  const environmentVariables = objectOf('environmentVariables') ?? {};
  const actions = objectOf('actions');
  objectOf('renderers');
  objectOf('strings');
  expect(Array.isArray(suggestions) && suggestions.every(readSuggestion), 'suggestions');
  expect(!locale || canonicalTag(locale) !== undefined, 'locale');
  allOf('modes', element.modes, (word) => modes.includes(word));
  allOf('disabled-features', element.disabledFeatures, (word) => (features as readonly string[]).includes(word));
  allOf('allowed-origins', element.allowedOrigins, isOrigin);
  const only = onlyMode(element.modes);
  chosenOf('layout');
  chosenOf('placement');
  chosenOf('theme');
  const replyMode = chosenOf('reply-mode');
  const persist = chosenOf('persist');
  const voiceSensitivity = chosenOf('voice-sensitivity');

  if (!hasAgent || !hasTokens || !hasServer) return { session: undefined, problems };
  const version = {
    ...(hasState && { versionState: versionState as VersionState }),
    ...(hasNumber && { versionNumber: Number(versionNumber) }),
  };
  const session: AgentSessionOptions = {
    agentId: Number(agentId),
    tokens: tokens as NonNullable<typeof tokens>,
    apiBase,
    userKey: textIn(element.userKey, 'user-key'),
    persist,
    conversationId: textIn(element.givenConversation, 'conversation-id') || undefined,
    variables: { ...variables, ...singleVariables(element) },
    environmentVariables,
    version: hasState || hasNumber ? version : undefined,
    replyMode: replyMode === 'audio' ? 'AUDIO' : 'TEXT',
    consent: textOf(element.consent) || undefined,
    modes: only === undefined ? undefined : [only],
    assetsBase: element.assetsBase,
    conversations: isEnabled(element, 'conversations'),
    actions,
    element,
    voiceSensitivity,
  };
  return { session, problems };
}

/** What a list with blanks between holds; nothing where there is none. A framework may set anything. */
export function wordsOf(list: unknown): string[] | undefined {
  return list == null ? undefined : [list].flat().map(textOf).join(' ').split(/\s+/).filter(Boolean);
}

/** `text` or `voice` where it stands alone; a list with anything else in it stands for both. */
export function onlyMode(list: unknown): string | undefined {
  const [one = '', other] = new Set(wordsOf(list));
  return other === undefined && modes.includes(one) ? one : undefined;
}

export function isEnabled({ disabledFeatures }: { readonly disabledFeatures?: string | null | undefined }, feature: Feature): boolean {
  return !wordsOf(disabledFeatures)?.includes(feature);
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
function singleVariables(element: Pick<Element, 'attributes'>): JsonObject {
  const variables: JsonObject = {};
  for (const { name, value } of element.attributes) {
    if (!name.startsWith('var-')) continue;
    variables[propertyOf(name.slice(4))] = value;
  }
  return variables;
}

/** `reply-mode` is `replyMode`. */
function propertyOf(attribute: string): string {
  return attribute.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
