#!/bin/sh
# Chromium 156.0.8078.108 (Debian 12), driven by puppeteer-core 25.16.0.
# Behaviour: what listens to the port of an AudioWorkletNode is held as long as its page lives, though its context was
# closed and nobody refers to either; that the port is closed, too, changes nothing.
# Expected: a node of a closed context is played no more, and can be collected with all that only it refers to (Web Audio,
# section 1.5.4, "Lifetime").
# Seen: held of 10 listeners whose contexts were closed: 10; where the port was closed, too: 10; where they were removed: 0
set -eu
for program in chromium node npm; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts puppeteer-core@25.16.0

cat > check.mjs <<'EOF'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { launch } from 'puppeteer-core';

const processor = `registerProcessor('silence', class extends AudioWorkletProcessor { process() { return true; } });`;
// Worklets want a secure context, which this machine's own address is.
const server = createServer(({ url }, response) => {
  response.writeHead(200, { 'Content-Type': url === '/processor.js' ? 'text/javascript' : 'text/html' });
  response.end(url === '/processor.js' ? processor : '<!doctype html><title>Page</title>');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
try {
  assert.match(await browser.version(), /156\.0\.8078\.108/);
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const protocol = await page.createCDPSession();
  const held = async (end) => {
    await page.evaluate(async (how) => {
      globalThis.references = [];
      for (let count = 0; count < 10; count += 1) {
        const context = new AudioContext();
        await context.audioWorklet.addModule('/processor.js');
        const node = new AudioWorkletNode(context, 'silence');
        node.connect(context.destination);
        const listener = { handleEvent() {} };
        globalThis.references.push(new WeakRef(listener));
        node.port.addEventListener('message', listener);
        node.port.start();
        node.disconnect();
        if (how === 'close') node.port.close();
        if (how === 'remove') node.port.removeEventListener('message', listener);
        await context.close();
      }
    }, end);
    let left = 10;
    for (let attempt = 0; attempt < 20 && left > 0; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      await protocol.send('HeapProfiler.collectGarbage');
      left = await page.evaluate(() => globalThis.references.filter((reference) => reference.deref()).length);
    }
    return left;
  };
  const [closed, portsToo, removed] = [await held(''), await held('close'), await held('remove')];
  console.log(`held of 10 listeners whose contexts were closed: ${closed}; where the port was closed, too: ${portsToo}; where they were removed: ${removed}`);
  assert.deepEqual([closed, portsToo, removed], [10, 10, 0]);
} finally {
  await browser.close();
  server.close();
}
EOF
timeout 120 node check.mjs
