#!/bin/sh
# @custom-elements-manifest/analyzer 0.11.0, `--litelement`.
# Behaviour: `static properties = { busy: { state: true } }` is listed as a public field with an attribute `busy`.
# Lit observes no attribute for it; editors that read the manifest offer one that does nothing.
# Expected: no attribute, as for `{ attribute: false }`, and as Lit itself has it.
# Seen: in the manifest: label, busy; observed by Lit 3.3.3: label
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @custom-elements-manifest/analyzer@0.11.0 lit@3.3.3

cat > element.mjs <<'EOF'
import { LitElement } from 'lit';

export class XElement extends LitElement {
  static properties = {
    label: { type: String },
    busy: { state: true },
    items: { attribute: false },
  };
}
EOF
npx --no-install custom-elements-manifest analyze --globs element.mjs --litelement --outdir . --quiet > /dev/null
cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { XElement } from './element.mjs';

const { modules } = JSON.parse(readFileSync('custom-elements.json', 'utf8'));
const listed = modules[0].declarations[0].attributes.map(({ name }) => name);
console.log(`in the manifest: ${listed.join(', ')}; observed by Lit: ${XElement.observedAttributes.join(', ')}`);
assert.deepEqual(XElement.observedAttributes, ['label']);
assert.deepEqual(listed, ['label', 'busy']);
EOF
node check.mjs
