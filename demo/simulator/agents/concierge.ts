import { textOf } from '../../../src/base/json.js';
import type { PromptTemplateVariables } from '../../../src/protocol/content.js';
import { text, type Behaviour } from './behaviour.js';

const instructions = 'You help @@{customerName}@@, who has a @@{accountType}@@ account.';

/** Fills `@@{name}@@` (API document: "promptTemplateVariables"); a name without a value stays as it is. */
export function fillTemplate(template: string, variables: PromptTemplateVariables): string {
  return template.replace(/@@\{(\w+)\}@@/g, (placeholder, name: string) => textOf(variables[name]) || placeholder);
}

const missing = /@@\{(\w+)\}@@/g;

/** Knows the person by the prompt template variables of this very message. */
export const concierge: Behaviour = {
  name: 'concierge',
  title: 'Concierge',
  description: 'Greets by name from the prompt template variables customerName and accountType.',
  reply({ text: said, promptTemplateVariables }) {
    const filled = fillTemplate(instructions, promptTemplateVariables);
    const unknown = [...filled.matchAll(missing)].map(([, name]) => name);
    if (unknown.includes('customerName')) return [text('Welcome! May I have your **name** first?')];
    const name = textOf(promptTemplateVariables['customerName']);
    const account = textOf(promptTemplateVariables['accountType']);
    if (/instruction/i.test(said)) return [text(`My instructions are: *${filled}*`)];
    const perks = account === '' ? 'I do not see which account you have.' : perksOf(account);
    return [text(`Hello **${name}**! ${perks} How can I help you today?`)];
  },
};

function perksOf(account: string): string {
  return /premium|gold|plus/i.test(account)
    ? `With your **${account}** account, delivery is free and returns are open for 120 days.`
    : `You have a **${account}** account.`;
}
