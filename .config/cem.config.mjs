import { customElementJetBrainsPlugin } from 'custom-element-jet-brains-integration';
import { customElementVsCodePlugin } from 'custom-element-vs-code-integration';
import { build } from 'esbuild';
import { reference } from './reference.mjs';

/** Seen from here: where the manifest and the editors' data go. The check that they are up to date has its own place. */
const outdir = process.env.MANIFEST_FOLDER ?? '.';

/** The elements inside the panel are nobody's business: what is public is the one element, and the entry points. */
function publicOnly() {
  return {
    name: 'public-only',
    packageLinkPhase({ customElementsManifest }) {
      // What the element inherits from it, the element has.
      customElementsManifest.modules = customElementsManifest.modules.filter(({ path }) => path !== 'src/ui/attributes.ts');
      for (const module of customElementsManifest.modules) {
        for (const declaration of module.declarations ?? []) {
          // Private members are of no use to anyone who reads this; what is marked as internal has no description here.
          declaration.members = declaration.members?.filter(
            ({ privacy, name, description }) => privacy !== 'private' && privacy !== 'protected' && !name.startsWith('#') && (description || !declaration.tagName),
          );
          declaration.attributes = declaration.attributes?.filter(({ description }) => description);
          for (const inherited of [declaration, ...Object.values(declaration).filter(Array.isArray).flat()]) delete inherited?.inheritedFrom;
          // The analyzer also takes what is dispatched by a variable's name for an event.
          declaration.events = declaration.events?.filter(({ name }) => name?.startsWith('autessa-'));
        }
      }
    },
  };
}

/** The analyzer does not know that the name of an attribute is the property's with hyphens. */
function hyphenatedAttributes() {
  const hyphenated = (name) => name.replace(/[A-Z]/g, '-$&').toLowerCase();
  return {
    name: 'hyphenated-attributes',
    packageLinkPhase({ customElementsManifest }) {
      for (const { members = [], attributes = [] } of customElementsManifest.modules.flatMap(({ declarations = [] }) => declarations)) {
        for (const each of attributes) each.name = hyphenated(each.name);
        for (const each of members) if (each.attribute) each.attribute = hyphenated(each.attribute);
      }
    },
  };
}

/** The words that the widget itself takes. */
async function knownWords() {
  const { outputFiles } = await build({ entryPoints: ['src/ui/configuration.ts'], bundle: true, format: 'esm', write: false });
  const { choices, versionStates } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return { ...choices, 'version-state': versionStates };
}

/**
 * That something may be missing makes its type one that tools do not know: Storybook offers no text box for it. The words of
 * a closed list stand in `parsedType`, where editors look for them.
 */
function plainTypes(words) {
  return {
    name: 'plain-types',
    packageLinkPhase({ customElementsManifest }) {
      for (const { members = [], attributes = [] } of customElementsManifest.modules.flatMap(({ declarations = [] }) => declarations)) {
        for (const each of [...attributes, ...members.filter(({ attribute }) => attribute)]) {
          if (each.type) each.type.text = each.type.text.replace(/ \| (undefined|null)\b/g, '');
          const known = words[each.attribute ?? each.name];
          if (known) each.parsedType = { text: known.map((word) => `'${word}'`).join(' | ') };
        }
      }
    },
  };
}

/** Sources are not in the package; what they are built to is. */
function builtPaths() {
  const built = (path) => path.replace(/^\/?src\/(.*)\.[jt]s$/, 'lib/$1.js');
  const rename = (value) => {
    if (Array.isArray(value)) value.forEach(rename);
    else if (value !== null && typeof value === 'object') {
      for (const [key, own] of Object.entries(value)) {
        if ((key === 'path' || key === 'module') && typeof own === 'string') value[key] = built(own);
        else rename(own);
      }
    }
  };
  return { name: 'built-paths', packageLinkPhase: ({ customElementsManifest }) => rename(customElementsManifest) };
}

export default {
  globs: ['src/ui/element.ts', 'src/ui/attributes.ts', 'src/ui/events.ts', 'src/ui/panel/conversation-tools/feedback-event.ts', 'src/session/events.ts', 'src/define.ts'],
  outdir,
  litelement: true,
  dependencies: false,
  packagejson: false,
  plugins: [
    hyphenatedAttributes(),
    publicOnly(),
    plainTypes(await knownWords()),
    builtPaths(),
    reference({ outdir }),
    customElementJetBrainsPlugin({ outdir, webTypesFileName: 'web-types.json', packageJson: false, typesSrc: 'parsedType', hideLogs: true }),
    customElementVsCodePlugin({
      outdir,
      htmlFileName: 'vscode.html-custom-data.json',
      cssFileName: 'vscode.css-custom-data.json',
      typesSrc: 'parsedType',
      hideLogs: true,
    }),
  ],
};
