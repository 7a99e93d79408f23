import { watch } from 'node:fs';

/** Editors write a file in several steps. */
const quietMs = 50;

/** Calls back after something in these folders has changed; one call for changes that come together. */
export function onChange(folders: readonly string[], callback: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      // What is made of them is no change of theirs.
      if (name === null || name.includes('.output') || !/\.(ts|tsx|js|mjs|json|css|html)$/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(callback, quietMs);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
