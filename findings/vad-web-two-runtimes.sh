#!/bin/sh
# @ricky0123/vad-web 0.0.31 with onnxruntime-web 1.22.0, bundled by esbuild 0.28.2.
# Behaviour: `import { MicVAD } from '@ricky0123/vad-web'` brings two builds of onnxruntime-web into the bundle, each with
# a state of its own: ort.wasm.min.js, which MicVAD runs on, and the several times larger ort.min.js (WebGPU, WebGL),
# which only NonRealTimeVAD asks for.
# Expected: one build of the runtime.
# Seen: 429130 bytes, of which [["ort.min.js",355085],["ort.wasm.min.js",48294]]
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @ricky0123/vad-web@0.0.31 onnxruntime-web@1.22.0 esbuild@0.28.2

echo "import { MicVAD } from '@ricky0123/vad-web'; console.log(MicVAD);" > page.mjs
cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { build } from 'esbuild';

const { metafile } = await build({ entryPoints: ['page.mjs'], bundle: true, minify: true, format: 'esm', outfile: 'out.js', metafile: true, logLevel: 'error' });
const [{ bytes, inputs }] = Object.values(metafile.outputs);
const runtimes = Object.entries(inputs)
  .filter(([file, { bytesInOutput }]) => file.includes('/onnxruntime-web/') && bytesInOutput > 0)
  .map(([file, { bytesInOutput }]) => [file.split('/').at(-1), bytesInOutput]);
console.log(`${bytes} bytes, of which ${JSON.stringify(runtimes)}`);
assert.deepEqual(runtimes.map(([file]) => file).sort(), ['ort.min.js', 'ort.wasm.min.js']);
const size = Object.fromEntries(runtimes);
assert.ok(size['ort.min.js'] > 3 * size['ort.wasm.min.js']);
EOF
node check.mjs
