#!/bin/sh
# Vite 7.3.8, development server, pre-bundled dependencies; Vite 8.4.0 beside it.
# Behaviour: a dependency's `new URL('../files/worklet.js', import.meta.url)` is moved into node_modules/.vite/deps and
# resolved from there, outside the package: /node_modules/.vite/files/worklet.js. The server answers with 200 and the
# page's HTML, so that an AudioWorklet's module fails as unreadable, not as missing. Production builds are right.
# Expected: the package's own file, as Vite 8.4.0 has it.
# Seen: 7.3.8: /node_modules/.vite/files/worklet.js 200 text/html
#       8.4.0: /node_modules/a-package/files/worklet.js 200 text/javascript
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/check.mjs" <<'EOF'
import assert from 'node:assert/strict';
import { createServer } from 'vite';

const server = await createServer({ logLevel: 'error', server: { host: '127.0.0.1', port: 0, watch: null }, optimizeDeps: { include: ['a-package'] } });
try {
  await server.listen();
  const page = server.resolvedUrls.local[0];
  const main = await (await fetch(`${page}main.js`)).text();
  const module = new URL(main.match(/"(\/node_modules\/[^"]+)"/)[1], page);
  const code = await (await fetch(module)).text();
  const address = new URL(code.match(/new URL\(\s*"([^"]+)"/)[1], module);
  const response = await fetch(address, { headers: { accept: '*/*' } });
  const seen = [address.pathname, response.status, response.headers.get('content-type').split(';')[0]];
  console.log(`${process.argv[2]}: ${seen.join(' ')}`);
  assert.deepEqual(seen, JSON.parse(process.argv[3]));
} finally {
  await server.close();
}
process.exit(0);
EOF

check() { # version, what is expected
  mkdir "$folder/$1"
  cd "$folder/$1"
  npm install --silent --no-audit --no-fund --ignore-scripts "vite@$1"
  mkdir -p node_modules/a-package/lib node_modules/a-package/files
  echo '{ "name": "a-package", "version": "1.0.0", "type": "module", "exports": "./lib/index.js" }' > node_modules/a-package/package.json
  echo "export const address = new URL('../files/worklet.js', import.meta.url).href;" > node_modules/a-package/lib/index.js
  echo "registerProcessor('silence', class extends AudioWorkletProcessor { process() { return true; } });" > node_modules/a-package/files/worklet.js
  echo "import { address } from 'a-package'; console.log(address);" > main.js
  echo '<!doctype html><script type="module" src="/main.js"></script>' > index.html
  cp ../check.mjs .
  node check.mjs "$1" "$2"
}
check 7.3.8 '["/node_modules/.vite/files/worklet.js", 200, "text/html"]'
check 8.4.0 '["/node_modules/a-package/files/worklet.js", 200, "text/javascript"]'
