import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes what the manifest says for people: `docs/reference.md`, and `llms.txt`, an index of the docs. */
export function reference({ outdir }) {
  return {
    name: 'reference',
    packageLinkPhase({ customElementsManifest: { modules } }) {
      const element = modules.flatMap(({ declarations = [] }) => declarations).find(({ tagName }) => tagName);
      const page = referenceOf(element);
      const inPlace = outdir === '.';
      writeFileSync(inPlace ? 'docs/reference.md' : join(outdir, 'reference.md'), page);
      writeFileSync(join(outdir, 'llms.txt'), indexOf(page));
    },
  };
}

const cell = (text = '') => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text) => (text === undefined || text === '' ? '' : `\`${cell(text)}\``);

function table(head, rows) {
  return [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows.map((row) => `| ${row.join(' | ')} |`), ''].join('\n');
}

function referenceOf({ attributes, members, events, slots, cssParts, cssProperties }) {
  const ofField = new Map(attributes.map(({ fieldName, name }) => [fieldName, name]));
  const fields = members.filter(({ kind, static: isStatic }) => kind === 'field' && isStatic !== true);
  const own = fields.filter(({ name }) => !ofField.has(name));
  const methods = members.filter(({ kind, static: isStatic }) => kind === 'method' && isStatic !== true && members.length > 0);
  const named = (all) => all.map(({ name, description }) => [code(name), cell(description)]);
  const signature = ({ name, parameters = [] }) => `${name}(${parameters.map((one) => `${one.name}${one.optional ? '?' : ''}`).join(', ')})`;
  return [
    '# Reference',
    '',
    'What `<autessa-agent>` takes, does and tells. `npm run manifest` writes this page from the sources.',
    '',
    '## Attributes',
    '',
    'Each is also a property, in camel case where the attribute has a hyphen: `agent-id` is `agentId`. A change at any time takes effect. Besides, `var-…` sets one prompt template variable: `var-customer-name="John"` is `customerName`.',
    '',
    table(
      ['attribute', 'property', 'default', 'what it is'],
      attributes.map(({ name, fieldName, description, default: value }) => [
        code(name),
        code(fieldName === 'givenConversation' ? 'conversationId' : fieldName),
        value === 'undefined' ? '' : code(value),
        cell(description),
      ]),
    ),
    '## Properties without an attribute',
    '',
    table(
      ['property', 'type', 'what it is'],
      own.map(({ name, type, description, readonly }) => [code(name), code(type?.text), cell(`${description ?? ''}${readonly ? ' Read only.' : ''}`)]),
    ),
    '## Methods',
    '',
    table(
      ['method', 'returns', 'what it does'],
      methods
        .filter(({ description }) => description)
        .map((method) => [code(signature(method)), code(method.return?.type?.text), cell(method.description)]),
    ),
    '## Events',
    '',
    'They bubble, and leave shadow roots. Cancelable ones can be prevented by `preventDefault()`.',
    '',
    table(
      ['event', 'class', 'when'],
      events.map(({ name, type, description }) => [code(name), code(type?.text), cell(description)]),
    ),
    '## Slots',
    '',
    table(['slot', 'what it is for'], named(slots)),
    '## Parts',
    '',
    table(['part', 'what it is'], named(cssParts)),
    '## Custom properties',
    '',
    table(
      ['property', 'default', 'what it is'],
      cssProperties.map(({ name, default: value, description }) => [code(name), code(value), cell(description)]),
    ),
  ].join('\n');
}

/** In the form of https://llmstxt.org: what there is to read, by one line each. */
function indexOf(referencePage) {
  const pages = readdirSync('docs')
    .filter((name) => name.endsWith('.md') && name !== 'reference.md')
    .map((name) => [name, readFileSync(`docs/${name}`, 'utf8')]);
  const lines = [['reference.md', referencePage], ...pages].map(([name, text]) => {
    const [, title] = /^# (.+)$/m.exec(text);
    const [, first] = /^# .+\n\n(?!```|#|\|)(.+)$/m.exec(text) ?? [];
    if (first === undefined) throw new Error(`docs/${name} does not begin by saying what it is about`);
    // A link within would be taken for one more page.
    const sentence = first.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').split(/(?<=\.) /)[0];
    return `- [${title}](docs/${name}): ${sentence.replace(/:$/, '.')}`;
  });
  return `# autessa-agent

> A custom element, <autessa-agent>, that puts an Autessa AI agent on any web page: a floating panel in which a visitor types or talks.

A page needs a relay that holds the API key, the folder \`dist/\` (or \`import 'autessa-agent/define'\` with a bundler), and one tag: \`<autessa-agent agent-id="123" token-endpoint="https://relay.example.com/token"></autessa-agent>\`.

## Docs

- [Start](README.md): how to put it on a page, in the order of need.
${lines.join('\n')}

## For programs

- [Manifest](custom-elements.json): attributes, properties, methods, events, slots, parts and custom properties.
- [Types](lib/index.d.ts)
`;
}
