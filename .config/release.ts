import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nextVersion, notesOf, releasedChangelog } from './changelog.js';

/*
 * npm run release [-- VERSION | patch | minor | major] [-- --publish]
 *
 * Says what would be done. With `--publish` it is done: change log and version committed and tagged, the tarball
 * published with a statement of where it was built. Without a version, that of package.json is released.
 */

const { values, positionals } = parseArgs({ allowPositionals: true, options: { publish: { type: 'boolean', default: false } } });
const isReal = values.publish;

const ask = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();

/** Tells what is done, and does it if this is no dry run. */
function act(program: string, ...args: string[]): void {
  console.log(`${isReal ? '' : 'would run: '}${program} ${args.map((one) => (/[\s"]/.test(one) ? JSON.stringify(one) : one)).join(' ')}`);
  if (isReal) execFileSync(program, args, { stdio: 'inherit' });
}

function fail(reason: string): never {
  console.error(`✗ ${reason}`);
  process.exit(1);
}

const { version: current } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const version = nextVersion(current, positionals[0]) ?? fail(`${positionals[0]} is neither a version nor patch, minor or major`);
const tag = `v${version}`;

if (ask('git', 'tag', '--list', tag) !== '') fail(`${tag} is there already: name the next one, as in npm run release -- patch`);
const changes = ask('git', 'status', '--porcelain');
if (changes !== '' && isReal) fail(`What is not committed would not be released:\n${changes}`);
if (isReal && ask('git', 'branch', '--show-current') !== 'main') fail('Releases are made on main');

const log = readFileSync('CHANGELOG.md', 'utf8');
const today = new Date().toISOString().slice(0, 10);
const released = releasedChangelog(log, version, today) ?? fail('CHANGELOG.md has nothing under [Unreleased]');

console.log(`${isReal ? 'Releasing' : 'Dry run of'} autessa-agent ${version}, ${today}\n\n${notesOf(released, version)}\n`);
if (isReal) writeFileSync('CHANGELOG.md', released);
if (version !== current) act('npm', 'version', version, '--no-git-tag-version');
// The editors' data name the version.
act('npm', 'run', '--silent', 'manifest');
act('git', 'commit', '--all', '--allow-empty', '--message', `Release ${version}`);

// Packed once, by `prepack` from nothing: what is looked at is what is published.
execFileSync('npm', ['pack', '--silent', '--pack-destination', '.'], { stdio: ['ignore', 'ignore', 'inherit'] });
const tarball = `autessa-agent-${isReal ? version : current}.tgz`;
console.log(`packed: ${tarball}, ${statSync(tarball).size} bytes`);
// Maps are for who debugs, and ten times as large: they go beside the release, not into it.
const maps = `autessa-agent-${version}-maps.tgz`;
execFileSync('tar', ['-czf', maps, ...mapsIn('dist'), ...mapsIn('lib')]);
console.log(`maps, to be attached to the release: ${maps}, ${statSync(maps).size} bytes`);

act('git', 'tag', '--annotate', tag, '--message', `autessa-agent ${version}`);
act('npm', 'publish', tarball, '--provenance', '--access', 'public');
act('git', 'push', '--follow-tags');

function mapsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.map'))
    .map((file) => `${folder}/${file}`);
}
