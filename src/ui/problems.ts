import { AgentError } from '../base/errors.js';
import { AutessaErrorEvent } from '../session/session-event.js';
import { choices, features, modes, versionStates, type Problem } from './configuration.js';

const anyOf = (words: readonly string[]): string => `any of: ${words.join(', ')}`;

/** What form the attributes should have, for the developer. */
export const rightForms: Readonly<Record<Problem, string>> = {
  'agent-id': 'an integer, as in agent-id="123"',
  'token-endpoint': 'the URL of your token endpoint',
  'api-base': 'an http or https URL',
  variables: 'a JSON object, as in variables=\'{"name":"John"}\'',
  'version-state': versionStates.join(', '),
  'version-number': 'an integer',
  suggestions: 'a JSON array of strings, or of {"label", "prompt"}',
  locale: 'a BCP 47 language tag, as in locale="pt-BR"',
  'allowed-origins': 'origins with blanks between, as in allowed-origins="https://www.example.com https://cdn.example.com"',
  'user-key': 'a text or a number, another one for each user',
  'conversation-id': 'the id of a conversation',
  invite: 'at most 160 characters of text',
  'invite-when': 'as in invite-when="8s", or any of: 8s, scroll 60%, idle 30s, exit',
  'invite-every': 'a length of time, as in invite-every="7d"',
  mask: anyOf(['card', 'email', 'phone']),
  context: `${anyOf(['url', 'title', 'selection'])}, or a function`,
  handoff: 'a web address, a mail address or a telephone number, or empty',
  modes: anyOf(modes),
  'disabled-features': anyOf(features),
  'reply-mode': choices['reply-mode'].join(', '),
  layout: choices.layout.join(', '),
  placement: choices.placement.join(', '),
  theme: choices.theme.join(', '),
  persist: choices.persist.join(', '),
  'voice-sensitivity': choices['voice-sensitivity'].join(', '),
  tokenProvider: 'a function that returns a promise of a token',
  environmentVariables: 'an object',
  renderers: 'an object',
  actions: 'an object of functions by the name of a tool',
  strings: 'an object of words by name',
};

/** Tells the page's developer of attributes that are nearly one of ours, which nobody would read, and of a page that stands in the element. */
export function reportUnknown(element: Element, known: readonly string[]): void {
  for (const { name } of element.attributes) {
    if (known.includes(name)) continue;
    const meant = known.find((each) => isNearly(name, each));
    if (meant) report(element, `<autessa-agent> has no attribute ${name}; ${meant} is meant, is it?`);
  }
  // As HTML reads it, `/>` is no end; then nothing comes after it.
  if (!element.nextElementSibling && element.querySelector(':scope > :not([slot])')) {
    console.warn('<autessa-agent> hides what stands in it without a slot. Is it the rest of the page? Then </autessa-agent> is missing before that.');
  }
}

/** Tells the page's developer which attributes have a value that cannot be used. */
export function reportProblems(target: EventTarget, problems: readonly Problem[]): void {
  for (const attribute of problems) report(target, `<autessa-agent> ${attribute} should be ${rightForms[attribute]}`);
}

function report(target: EventTarget, message: string): void {
  console.warn(message);
  target.dispatchEvent(new AutessaErrorEvent({ error: new AgentError('config', message) }));
}

/** Whether one is the other but for the hyphens, or for a letter that is missing, added, wrong or swapped. */
function isNearly(name: string, known: string): boolean {
  const [one, other] = [name, known].map((each) => each.replaceAll('-', '')) as [string, string];
  if (one === other) return true;
  // Short words are other words when a letter is changed.
  if (other.length < 5 || Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return Math.max(left.length, right.length) <= 1 || (left.length === 2 && left[0] === right[1] && left[1] === right[0]);
}
