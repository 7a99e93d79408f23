import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const folder = 'node_modules/.cache/autessa-agent';
const file = `${folder}/minified.json`;

/**
 * To minify takes half of a build's time, and most chunks are as they were: what came of one is kept for the next build,
 * by all that it depends on.
 *
 * @param minify what is asked where nothing is kept
 * @returns `minify` as it is to be called, and a rollup plugin that keeps what this build has used, and nothing else
 */
export function keptMinified(minify) {
  const before = read();
  const used = {};
  const tools = createHash('sha256').update(process.version).update(readFileSync('package-lock.json')).digest('hex');
  return {
    async minify(code, options) {
      const key = createHash('sha256').update(JSON.stringify([tools, code, options])).digest('hex');
      used[key] = before[key] ?? (await result(minify, code, options));
      return used[key];
    },
    keep: {
      name: 'keep-minified',
      closeBundle() {
        mkdirSync(folder, { recursive: true });
        // Two builds at once may do so.
        writeFileSync(`${file}.${process.pid}`, JSON.stringify(used));
        renameSync(`${file}.${process.pid}`, file);
      },
    },
  };
}

async function result(minify, code, options) {
  const { code: minified, map } = await minify(code, options);
  return { code: minified, map };
}

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
