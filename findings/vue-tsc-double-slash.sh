#!/bin/sh
# vue-tsc 3.3.14 with vue 3.5.45 and typescript 6.0.3.
# Behaviour: two slashes in an attribute of a component take the types from its event handlers: beside
# `link="https://example.com/"`, or `link="a//b"`, the argument of `@x-message` is implicitly any (TS7031).
# Beside `link="/"` or `link="https:example"` it has its type, as it has on a native element with any address.
# Expected: an attribute's text has no bearing on the type of an event.
# Seen: https://example.com/: App.vue(3,…): error TS7031: Binding element 'detail' implicitly has an 'any' type.
#       a//b: the same; "/", "https:example", native: no error
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts vue-tsc@3.3.14 vue@3.5.45 typescript@6.0.3

cat > components.d.ts <<'EOF'
declare module 'vue' {
  interface GlobalComponents {
    'x-tag': new () => { $props: { link?: string; onXMessage?: (event: CustomEvent<{ text: string }>) => void } };
  }
}
export {};
EOF
cat > tsconfig.json <<'EOF'
{
  "compilerOptions": {
    "strict": true, "noEmit": true, "skipLibCheck": true, "types": [], "jsx": "preserve",
    "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "lib": ["es2022", "dom"]
  },
  "include": ["App.vue", "components.d.ts"]
}
EOF

failed=0
expect() { # name, "typed" or "any", the template
  printf '<script setup lang="ts"></script>\n<template>\n  %s\n</template>\n' "$3" > App.vue
  if seen=$(npx --no-install vue-tsc -p .); then kind=typed; else kind=other; fi
  case $seen in *TS7031*) kind=any ;; esac
  echo "$1: $kind $seen"
  [ "$kind" = "$2" ] || failed=1
}
handler='@x-message="({ detail }) => console.log(detail.text)"'
expect 'https://example.com/' any "<x-tag link=\"https://example.com/\" $handler />"
expect 'a//b' any "<x-tag link=\"a//b\" $handler />"
expect '/' typed "<x-tag link=\"/\" $handler />"
expect 'https:example' typed "<x-tag link=\"https:example\" $handler />"
expect 'native' typed '<a href="https://example.com/" @click="({ target }) => console.log(target)">x</a>'
exit $failed
