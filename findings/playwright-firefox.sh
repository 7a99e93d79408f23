#!/bin/sh
# playwright-core 1.65.1 with Firefox ESR 153.8.0 (Debian 12) over WebDriver BiDi; playwright-core 1.64.1 beside it.
# Behaviour: Firefox is started, and no page can be opened in it: each new page sends a command that this Firefox does not
# know, even where no media feature is asked for, and its refusal ends the page. 1.64.1 opens the page.
# Expected: a minor version keeps working with the Firefox of before; what is not asked for is not sent.
# Seen: 1.65.1: browser.newPage: Protocol error (emulation.setMediaFeaturesOverride): unknown command
#       1.64.1: opened
set -eu
for program in firefox-esr node; do
  command -v "$program" > /dev/null || { echo "skipped: needs $program"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/open.mjs" <<'EOF'
import { firefox } from 'playwright-core';

const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX, timeout: 60_000 });
try {
  const page = await browser.newPage();
  await page.goto('data:text/html,<!doctype html><title>Page</title>');
  console.log((await page.title()) === 'Page' ? 'opened' : 'another page');
} catch ({ message }) {
  console.log(message.split('\n')[0]);
} finally {
  await browser.close();
}
EOF

FIREFOX=$(command -v firefox-esr)
export FIREFOX
failed=0
check() { # version, what is expected
  mkdir "$folder/$1"
  cd "$folder/$1"
  npm install --silent --no-audit --no-fund --ignore-scripts "playwright-core@$1"
  cp ../open.mjs .
  seen=$(node open.mjs)
  echo "$1: $seen"
  [ "$seen" = "$2" ] || failed=1
}
check 1.65.1 'browser.newPage: Protocol error (emulation.setMediaFeaturesOverride): unknown command'
check 1.64.1 'opened'
exit $failed
