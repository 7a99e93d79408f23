#!/bin/sh
# webpack 5.113.0, production mode with its own minimizer.
# Behaviour: a file that is found by `new URL('./x.js', import.meta.url)` is an asset, and yet it is minified, and read as
# a classic script for that: a module with a top-level `await` ends the build. The same file as x.mjs passes.
# Expected: an asset is copied as it is, or a .js file of a package with "type": "module" is read as a module.
# Seen: x.js: Unexpected token: name (Promise); x.mjs: built
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts webpack@5.113.0
echo '{ "type": "module" }' > package.json

for ending in js mjs; do
  echo "const ready = await Promise.resolve(true); export { ready };" > "x.$ending"
  echo "console.log(new URL('./x.$ending', import.meta.url).href);" > "app-$ending.js"
done
cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import webpack from 'webpack';

async function errors(ending) {
  const options = { mode: 'production', entry: `./app-${ending}.js`, output: { path: `${process.cwd()}/out-${ending}` } };
  const stats = await new Promise((resolve, reject) => {
    webpack(options, (error, result) => (error ? reject(error) : resolve(result)));
  });
  const messages = stats.toJson({ all: false, errors: true }).errors.map(({ message }) => message);
  console.log(`x.${ending}: ${messages.map((message) => message.match(/Unexpected token[^[\n]*/)?.[0] ?? message).join() || 'built'}`);
  return messages;
}

const [message, ...others] = await errors('js');
assert.match(message, /Unexpected token: name \(Promise\)/);
assert.deepEqual(others, []);
assert.deepEqual(await errors('mjs'), []);
EOF
node check.mjs
