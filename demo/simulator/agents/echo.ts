import { text, type Behaviour } from './behaviour.js';

/** Says again what was said; the words "env" and "version" ask for what a person cannot see otherwise. */
export const echo: Behaviour = {
  name: 'echo',
  title: 'Echo',
  description: 'Repeats what was said. "env" names the environment variables it received, "version" its version.',
  repeatsVoice: true,
  reply({ text: said, environmentVariables, version }) {
    if (/\benv\b/i.test(said)) {
      const names = Object.keys(environmentVariables);
      return [text(names.length === 0 ? 'No environment variables.' : `Environment variables: ${names.join(', ')}`)];
    }
    if (/\bversion\b/i.test(said)) return [text(`Version ${version}.`)];
    return [text(`You said: ${said}`)];
  },
};
