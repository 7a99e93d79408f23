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
  modes: anyOf(modes),
  'disabled-features': anyOf(features),
  'reply-mode': choices['reply-mode'].join(', '),
  layout: choices.layout.join(', '),
  placement: choices.placement.join(', '),
  theme: choices.theme.join(', '),
  persist: choices.persist.join(', '),
};

/** Tells the page's developer which attributes have a value that cannot be used. */
export function reportProblems(target: EventTarget, problems: readonly Problem[]): void {
  for (const attribute of problems) {
    const message = `<autessa-agent> ${attribute} should be ${rightForms[attribute]}`;
    console.warn(message);
    target.dispatchEvent(new AutessaErrorEvent({ error: new AgentError('config', message) }));
  }
}
