import { isJsonObject, textOf, type JsonObject } from '../base/json.js';
import type { VersionState } from '../protocol/content.js';
import type { AgentSessionOptions } from '../session/options.js';
import type { ElementSettings } from './attributes.js';
import { readSuggestion } from './suggestion.js';
import { canonicalTag } from './strings/language.js';

/** An attribute, or a property without one, with a value that cannot be used. What is right stands in `problems.ts`. */
export type Problem =
  | keyof typeof choices
  | 'agent-id' | 'token-endpoint' | 'api-base' | 'variables' | 'version-state' | 'version-number'
  | 'user-key' | 'conversation-id' | 'modes' | 'disabled-features' | 'suggestions' | 'locale' | 'allowed-origins'
  | 'invite' | 'invite-when' | 'invite-every' | 'handoff' | 'mask' | 'context'
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

type Settings = Omit<ElementSettings, 'open'> & HTMLElement;
type Rule = (value: unknown, element: Settings) => boolean;

const isObject: Rule = (value) => isJsonObject(value ?? {});
/** An object that a framework was to pass on is the same text for everybody. */
const isText: Rule = (value) => !textOf(value).startsWith('[object');
const isOneOf = (allowed: readonly unknown[]): Rule => (value) => value == null || allowed.includes(value);
const areAll = (isAllowed: (token: string) => boolean): Rule => (value) => tokensIn(value)?.every(isAllowed) !== false;

/** When a value can be used; what cannot is told in this order. */
const rules: Readonly<Partial<Record<Problem, Rule>>> = {
  tokenProvider: (value) => value == null || typeof value === 'function',
  'agent-id': (value) => /^\d{1,15}$/.test(textOf(value).trim()),
  'token-endpoint': (_, element) => Boolean(tokenSourceOf(element)),
  'api-base': (value) => value == null || resolveAddress(textOf(value)) !== '',
  variables: isObject,
  'version-state': isOneOf(versionStates),
  'version-number': (value) => value == null || /^-?\d{1,15}$/.test(textOf(value).trim()),
  environmentVariables: isObject,
  actions: isObject,
  renderers: isObject,
  strings: isObject,
  suggestions: (value) => value == null || (Array.isArray(value) && value.every(readSuggestion)),
  locale: (value) => !value || canonicalTag(value as string) !== undefined,
  modes: areAll((word) => modes.includes(word)),
  'disabled-features': areAll((word) => (features as readonly string[]).includes(word)),
  'allowed-origins': areAll(isOrigin),
  ...Object.fromEntries(Object.entries(choices).map(([name, allowed]) => [name, isOneOf(allowed)])),
  'user-key': isText,
  'conversation-id': (_, element) => isText(element.givenConversation, element),
};

/** What values are that their rules let pass. */
interface Values extends Pick<AgentSessionOptions, 'persist' | 'actions' | 'variables' | 'environmentVariables'> {
  readonly 'version-state': VersionState;
  readonly 'version-number': string | number;
  readonly 'voice-sensitivity': AgentSessionOptions['voiceSensitivity'];
}

/** Without these there is no session. */
const needed: readonly Problem[] = ['agent-id', 'token-endpoint', 'api-base'];

/**
 * Reads the element's attributes and properties. A value that cannot be used is reported, and its default taken. What is
 * not there is `null` from Lit where an attribute was removed, and `undefined` from a framework.
 */
export function readConfiguration(element: Settings): Configuration {
  const valueOf = (name: Problem): unknown => element[propertyOf(name) as keyof Settings];
  const problems = (Object.keys(rules) as Problem[]).filter((name) => !rules[name]!(valueOf(name), element));
  if (needed.some((name) => problems.includes(name))) return { session: undefined, problems };

  /** `undefined` where it is not set, or cannot be used. */
  const usable = <Name extends keyof Values>(name: Name): Values[Name] | undefined =>
    problems.includes(name) ? undefined : ((valueOf(name) ?? undefined) as Values[Name] | undefined);
  const versionState = usable('version-state');
  const versionNumber = usable('version-number');
  const only = onlyMode(element.modes);
  const session: AgentSessionOptions = {
    agentId: Number(element.agentId),
    tokens: tokenSourceOf(element)!,
    apiBase: element.apiBase == null ? undefined : resolveAddress(textOf(element.apiBase)),
    userKey: textOf(element.userKey),
    persist: usable('persist') ?? 'local',
    conversationId: textOf(element.givenConversation) || undefined,
    variables: { ...usable('variables'), ...singleVariables(element) },
    environmentVariables: usable('environmentVariables') ?? {},
    version:
      versionState === undefined && versionNumber === undefined
        ? undefined
        : { ...(versionState && { versionState }), ...(versionNumber !== undefined && { versionNumber: Number(versionNumber) }) },
    replyMode: element.replyMode === 'audio' ? 'AUDIO' : 'TEXT',
    consent: textOf(element.consent) || undefined,
    modes: only === undefined ? undefined : [only],
    assetsBase: element.assetsBase,
    conversations: isEnabled(element, 'conversations'),
    actions: usable('actions'),
    element,
    voiceSensitivity: usable('voice-sensitivity') ?? 'normal',
  };
  return { session, problems };
}

function tokenSourceOf({ tokenProvider, tokenEndpoint }: Settings): AgentSessionOptions['tokens'] | undefined {
  return typeof tokenProvider === 'function' ? tokenProvider : tokenEndpoint;
}

/** What a list with blanks between holds; nothing where there is none. A framework may set anything. */
export function tokensIn(list: unknown): string[] | undefined {
  return list == null ? undefined : [list].flat().map(textOf).join(' ').split(/\s+/).filter(Boolean);
}

/** Whether a panel of such a `layout` has a launcher, and floats above the page. */
export function isFloating(layout: string | null | undefined): boolean {
  return layout !== 'inline' && layout !== 'page';
}

/** `text` or `voice` where it stands alone; a list with anything else in it stands for both. */
export function onlyMode(list: unknown): string | undefined {
  const [one = '', other] = new Set(tokensIn(list));
  return other === undefined && modes.includes(one) ? one : undefined;
}

export function isEnabled({ disabledFeatures }: { readonly disabledFeatures?: string | null | undefined }, feature: Feature): boolean {
  return !tokensIn(disabledFeatures)?.includes(feature);
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
