/**
 * How the widget introduces each agent. The suggestions are those that show what the agent can do.
 *
 * @typedef {object} Preset
 * @property {string} heading
 * @property {string} greeting
 * @property {string} placeholder
 * @property {readonly string[]} suggestions
 */

/** @type {Readonly<Record<string, Preset>>} */
const presets = {
  atlas: {
    heading: 'Ask Atlas',
    greeting: 'Hello, I’m Atlas. Tell me where you’re going and I’ll help you pack for it.',
    placeholder: 'Ask about gear, routes or sizes',
    suggestions: [
      'Which tent for two people in October?',
      'Make me a packing list for a weekend hike',
      'What boot size am I?',
      'How do I work out my pack weight?',
    ],
  },
  toolsmith: {
    heading: 'Orders and weather',
    greeting: 'I can look up your order, or the weather where you’re headed.',
    placeholder: 'An order number, or a place',
    suggestions: ['Where is order 48213?', 'What is the weather in Portland?', 'Put 2 tents into my cart', 'What is in my cart?'],
  },
  concierge: {
    heading: 'Your concierge',
    greeting: 'Good to see you. I know your name and your account, so just ask.',
    placeholder: 'Ask about your account',
    suggestions: ['Hello!', 'What are your instructions?'],
  },
  echo: {
    heading: 'Echo',
    greeting: 'I say again what you say. Good for trying things out.',
    placeholder: 'Say anything',
    suggestions: ['Is anybody there?', 'Which version are you?', 'Which env variables did you get?'],
  },
};

/** @type {Preset} */
const unknown = {
  heading: 'Ask us anything',
  greeting: 'Hello! How can I help?',
  placeholder: 'Write a message',
  suggestions: ['What can you do?'],
};

/**
 * @param {string | undefined} behaviour the simulator's name for what the agent does; none with the real API
 * @returns {Preset}
 */
export function presetOf(behaviour) {
  return presets[behaviour ?? ''] ?? unknown;
}
