import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/*
 * A WordPress of its own, with a database: `wordpress.mjs {suite of Debian} check|serve [optimised]`.
 * `check` holds what docs/wordpress.md says of who can save what; `serve` shows a page with its plugin at PORT.
 */

const [suite = '', what, manner] = process.argv.slice(2);
const page = readFileSync('node_modules/autessa-agent/docs/wordpress.md', 'utf8');
const [plugin = '', filter = ''] = [...page.matchAll(/^```php\n([^]*?)^```$/gm)].map(([, code]) => code);
const wanted = Number(process.env.PORT ?? 0);
// A socket's path may have a hundred characters.
const home = mkdtempSync(join(tmpdir(), 'wp-'));
const site = join(home, 'site');
const children = [];
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(0));

unpack();
await startDatabase();
const { version, passwords } = setUp();
const port = wanted || (await freePort());
await startPhp(port);
console.log(`WordPress ${version} at http://127.0.0.1:${port}`);
if (what === 'check') {
  await check();
  process.exit(0);
}

/** The package of a suite, from the mirror that this machine uses; it is kept beside what npm has installed. */
function unpack() {
  const kept = join('node_modules', '.wordpress', suite);
  if (!existsSync(join(kept, 'usr'))) {
    mkdirSync(join(kept, 'lists/partial'), { recursive: true });
    mkdirSync(join(kept, 'cache/archives/partial'), { recursive: true });
    const [mirror] = execFileSync('apt-get', ['indextargets', '--format', '$(SITE)', 'Created-By: Packages'], { encoding: 'utf8' }).split('\n');
    writeFileSync(
      join(kept, 'suite.sources'),
      ['Types: deb', `URIs: ${mirror}`, `Suites: ${suite}`, 'Components: main', 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg', ''].join('\n'),
    );
    const own = { sourcelist: join(process.cwd(), kept, 'suite.sources'), sourceparts: '-' };
    const options = [
      ...Object.entries(own).flatMap(([name, value]) => ['-o', `Dir::Etc::${name}=${value}`]),
      '-o', `Dir::State::lists=${join(process.cwd(), kept, 'lists')}`, '-o', `Dir::Cache=${join(process.cwd(), kept, 'cache')}`, '-qq',
    ];
    execFileSync('apt-get', [...options, 'update'], { stdio: 'inherit' });
    execFileSync('apt-get', [...options, 'download', 'wordpress'], { cwd: kept, stdio: ['ignore', 'ignore', 'inherit'] });
    const archive = readdirSync(kept).find((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', archive, '.'], { cwd: kept });
    for (const name of ['lists', 'cache', archive]) rmSync(join(kept, name), { recursive: true, force: true });
  }
  // What other packages bring is linked to where those would be; none of it is needed here.
  cpSync(join(kept, 'usr/share/wordpress'), site, { recursive: true, verbatimSymlinks: true });
  for (const name of ['wp-config.php', 'router.php', 'setup.php']) {
    rmSync(join(site, name), { force: true });
    cpSync(name, join(site, name));
  }
  const content = join(site, 'wp-content');
  for (const name of ['plugins', 'themes', 'mu-plugins', 'languages']) {
    rmSync(join(content, name), { recursive: true, force: true });
    mkdirSync(join(content, name), { recursive: true });
  }
  cpSync('theme', join(content, 'themes/bare'), { recursive: true });
  cpSync('must-use', join(content, 'mu-plugins'), { recursive: true });
  if (manner === 'optimised') cpSync('optimiser.php', join(content, 'mu-plugins/optimiser.php'));
  cpSync('node_modules/autessa-agent/dist', join(content, 'autessa'), { recursive: true });
  writePlugin(plugin);
}

function writePlugin(code) {
  const ours = code.replace('agent-id="123"', 'agent-id="104" placeholder="Ask me"').replace('https://relay.example.com/token', '/token');
  assert.notEqual(ours, code, 'the plugin of the docs names an agent');
  writeFileSync(join(site, 'wp-content/plugins/autessa-agent.php'), ours);
}

async function startDatabase() {
  const data = join(home, 'database');
  const user = userInfo().username;
  execFileSync('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, `--user=${user}`, '--auth-root-authentication-method=normal', '--skip-test-db'], { stdio: 'ignore' });
  const socket = join(data, 'socket');
  children.push(spawn('mariadbd', ['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--user=${user}`, '--skip-networking', '--skip-grant-tables'], { stdio: 'ignore' }));
  await eventually(() => existsSync(socket), 'the database');
  execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-e', 'CREATE DATABASE wordpress CHARACTER SET utf8mb4'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function setUp() {
  const said = execFileSync('php', ['setup.php'], { cwd: site, env: environment(), encoding: 'utf8' });
  return JSON.parse(said.slice(said.lastIndexOf('\n{')));
}

function environment() {
  return { ...process.env, USER_OF_DATABASE: userInfo().username };
}

async function startPhp(at) {
  children.push(spawn('php', ['-d', 'display_errors=0', '-d', 'opcache.enable=0', '-S', `127.0.0.1:${at}`, 'router.php'], { cwd: site, env: environment(), stdio: 'ignore' }));
  await eventually(() => fetch(`http://127.0.0.1:${at}/`).then(({ ok }) => ok, () => false), 'WordPress');
}

/** Each role saves a page as the block editor does, by REST; what the page's visitors get is looked at. */
async function check() {
  const tag = '<autessa-agent agent-id="123" token-endpoint="/token" layout="inline"></autessa-agent>';
  const script = '<script src="/wp-content/autessa/embed.js" data-agent-id="123" data-token-endpoint="/token" async></script>';
  const documented = Object.fromEntries([...page.matchAll(/^\| (\w+) \| is (\w+) \| is (\w+) \|$/gm)].map(([, role, ...cells]) => [role, cells]));
  assert.deepEqual(Object.keys(documented), Object.keys(passwords), 'the table of the docs is found');
  const found = {};
  for (const role of Object.keys(passwords)) {
    found[role] = [];
    for (const [text, name] of [[tag, '<autessa-agent agent-id="123"'], [script, 'embed.js']]) {
      found[role].push((await publish(role, `<!-- wp:html -->\n${text}\n<!-- /wp:html -->`)).includes(name) ? 'saved' : 'stripped');
    }
  }
  assert.deepEqual(found, documented, 'what the docs say');
  // With the filter an author can save the tag, entire; the script all the same not, nor what is not listed.
  writePlugin(`${plugin}\n${filter}`);
  const saved = await publish('author', `<!-- wp:html -->\n${tag.replace(' layout', ' api-base="https://other.example" layout')}${script}\n<!-- /wp:html -->`);
  assert.ok(saved.includes(tag), `the filter lets the tag through: ${saved}`);
  assert.ok(!saved.includes('embed.js') && !saved.includes('other.example'), saved);
}

/** @returns what of the page is between the theme's own parts */
async function publish(role, content) {
  const answer = await fetch(`http://127.0.0.1:${port}/?rest_route=/wp/v2/posts`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${role}:${passwords[role]}`)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Page', status: 'publish', content }),
  });
  assert.equal(answer.status, 201, `${role} may publish: ${await answer.clone().text()}`);
  const { id } = await answer.json();
  const html = await (await fetch(`http://127.0.0.1:${port}/?p=${id}`)).text();
  return /<p id="said"><\/p>([^]*?)<script>\s*document\.addEventListener/.exec(html)?.[1] ?? assert.fail(html);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  await once(server, 'close');
  return free;
}

async function eventually(isSo, name) {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${name} does not start`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
