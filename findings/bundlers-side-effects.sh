#!/bin/sh
# esbuild 0.28.2, Rollup 4.68.8 (with @rollup/plugin-node-resolve 16.0.3), Rolldown 1.3.3, webpack 5.113.0.
# Behaviour: a package lists `"sideEffects": ["./define.js"]`; its index.js, which is not listed, imports define.js for its
# effect and re-exports a name from elsewhere. For whoever imports that name, esbuild keeps define.js, and the other three
# leave it out although it is listed, since they skip the re-exporting module and its other imports with it.
# Expected: one answer; that a listed file may be left out is easily missed.
# Seen: define.js kept by: esbuild; left out by: rollup, rolldown, webpack
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  esbuild@0.28.2 rollup@4.68.8 @rollup/plugin-node-resolve@16.0.3 rolldown@1.3.3 webpack@5.113.0

mkdir node_modules/a-package
cd node_modules/a-package
echo '{ "name": "a-package", "version": "1.0.0", "type": "module", "exports": "./index.js", "sideEffects": ["./define.js"] }' > package.json
echo "import './define.js'; export { X } from './x.js';" > index.js
echo "globalThis.isDefined = true;" > define.js
echo "export class X {}" > x.js
cd ../..
echo "import { X } from 'a-package'; console.log(X.name);" > app.js

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rolldown } from 'rolldown';
import webpack from 'webpack';

const bundles = {
  esbuild: async () => (await build({ entryPoints: ['app.js'], bundle: true, format: 'esm', write: false })).outputFiles[0].text,
  rollup: async () => (await (await rollup({ input: 'app.js', plugins: [nodeResolve()] })).generate({})).output[0].code,
  rolldown: async () => (await (await rolldown({ input: 'app.js' })).generate({})).output[0].code,
  webpack: async () => {
    await new Promise((resolve, reject) => {
      webpack({ mode: 'production', entry: './app.js', output: { path: process.cwd(), filename: 'webpack-out.js' } }, (error, stats) =>
        error || stats.hasErrors() ? reject(error ?? new Error(stats.toString())) : resolve(),
      );
    });
    return readFileSync('webpack-out.js', 'utf8');
  },
};
const kept = [];
const leftOut = [];
for (const [name, bundle] of Object.entries(bundles)) {
  const code = await bundle();
  assert.match(code, /console\.log/);
  (code.includes('isDefined') ? kept : leftOut).push(name);
}
console.log(`define.js kept by: ${kept.join(', ')}; left out by: ${leftOut.join(', ')}`);
assert.deepEqual(kept, ['esbuild']);
EOF
node check.mjs
