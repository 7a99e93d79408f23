import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of packages that come without. */
const missing = fileURLToPath(new URL('licences/', import.meta.url));

/**
 * The licences of what is bundled, in one file: most of them ask to be passed on with the code.
 *
 * @param {string} file where to write them
 * @returns two rollup plugins: `collect` for each bundle, and `write` for the last
 */
export function thirdPartyNotices(file) {
  const packages = new Map();
  return {
    collect: {
      name: 'collect-notices',
      generateBundle(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          for (const id of Object.keys(chunk.modules ?? {})) {
            const folder = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1];
            if (folder !== undefined) packages.set(folder, undefined);
          }
        }
      },
    },
    write: {
      name: 'write-notices',
      async closeBundle() {
        const notices = await Promise.all([...packages.keys()].map(notice));
        await writeFile(file, `${notices.toSorted().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
      },
    },
  };
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const licenceFile = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const file = licenceFile === undefined ? join(missing, `${name.replace('/', '+')}.txt`) : join(folder, licenceFile);
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new Error(`${name} is bundled, but has no licence file`, { cause });
  });
  return `${name} ${version} (${license})\n\n${text.trim()}`;
}
