import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { help } from '../../src/relay/help.js';
import { createRelay } from '../../src/relay/index.js';
import { originAllowed } from '../../src/relay/origins.js';
import { readSettings } from '../../src/relay/settings.js';
import { eventually } from '../tools/eventually.js';

const env = {
  AUTESSA_API_KEY: 'key',
  RELAY_SECRET: 'x'.repeat(32),
  RELAY_ORIGINS: 'https://shop.example, http://localhost:8080',
  RELAY_AGENTS: '123,456',
};

describe('settings', () => {
  test('have defaults for all but the four that no one can guess', () => {
    assert.deepEqual(readSettings(env), {
      port: 8787,
      host: '0.0.0.0',
      logLevel: 'info',
      drain: 20,
      unknown: [],
      relay: {
        apiKey: 'key',
        secret: ['x'.repeat(32)],
        origins: ['https://shop.example', 'http://localhost:8080'],
        agents: [123, 456],
        tokenLifetime: 300,
        allowEnvironmentVariables: false,
        bindConversations: true,
        proxies: 0,
        allowVersion: false,
        bodyLimit: 512 * 1024,
        textLimit: 64 * 1024,
        bufferLimit: 256 * 1024 * 1024,
        socketsPerVisitor: 20,
        socketsPerAddress: 200,
        limits: {
          visitor: { minute: 60, day: 2000 },
          address: { minute: 600, day: 20_000 },
          newcomers: { minute: 60, day: 2000 },
          agent: { minute: 6000, day: 0 },
        },
        timeouts: { idle: 300, grace: 60 },
        withoutRedis: 'memory',
      },
    });
  });

  test('are read', () => {
    const { port, host, relay } = readSettings({
      ...env,
      PORT: '80',
      HOST: '::1',
      RELAY_ORIGINS: '*',
      RELAY_AGENTS: '*',
      RELAY_TOKEN_TTL: '60',
      RELAY_ALLOW_ENVIRONMENT_VARIABLES: 'true',
      RELAY_PUBLIC_URL: 'https://relay.example/',
      AUTESSA_API_BASE: 'https://api.example/v1/',
      RELAY_OTHER_SECRET: 'y'.repeat(32),
      RELAY_LIMIT_VISITOR: '5/0',
      RELAY_WITHOUT_REDIS: 'refuse',
      REDIS_URL: 'redis://:password@localhost:6379/1',
    });
    const { origins, agents, tokenLifetime, allowEnvironmentVariables, publicUrl, apiBase } = relay;
    assert.deepEqual([port, host, origins, agents, tokenLifetime], [80, '::1', '*', '*', 60]);
    assert.deepEqual(
      [allowEnvironmentVariables, publicUrl, apiBase],
      [true, 'https://relay.example', 'https://api.example/v1'],
    );
    assert.deepEqual([relay.secret, relay.limits?.visitor], [['x'.repeat(32), 'y'.repeat(32)], { minute: 5, day: 0 }]);
    assert.deepEqual([relay.withoutRedis, relay.redisUrl], ['refuse', 'redis://:password@localhost:6379/1']);
  });

  for (const [name, value, problem] of [
    ['AUTESSA_API_KEY', '', /AUTESSA_API_KEY is missing/],
    ['RELAY_SECRET', 'short', /RELAY_SECRET must have at least 32/],
    ['RELAY_ORIGINS', undefined, /RELAY_ORIGINS is missing/],
    ['RELAY_ORIGINS', 'https://shop.example/chat', /'https:\/\/shop.example\/chat' is no origin/],
    ['RELAY_ORIGINS', 'https://shop.example?', /is no origin/],
    ['RELAY_TOKEN_ENDPOINT', 'no', /RELAY_TOKEN_ENDPOINT must be on or off/],
    ['RELAY_VERSION', 'LATEST', /RELAY_VERSION must be/],
    ['RELAY_VERSION', 'DRAFT/', /RELAY_VERSION must be/],
    ['RELAY_VERSION', 'DRAFT7', /RELAY_VERSION must be/],
    ['RELAY_ALLOW_VERSION', '1', /must be true or false/],
    ['RELAY_ORIGINS', 'shop.example', /is no origin/],
    ['RELAY_ORIGINS', 'null', /is no origin/],
    ['RELAY_ORIGINS', 'file:///', /is no origin/],
    ['RELAY_ORIGINS', 'capacitor://localhost/index.html', /is no origin/],
    ['RELAY_ORIGINS', 'capacitor://user@localhost', /is no origin/],
    ['RELAY_ORIGINS', 'mailto:somebody@shop.example', /is no origin/],
    ['RELAY_ORIGINS', '*,https://shop.example', /stand alone/],
    ['RELAY_AGENTS', 'abc', /RELAY_AGENTS must be/],
    ['AUTESSA_API_BASE', 'ftp://api.example', /AUTESSA_API_BASE must be/],
    ['PORT', '99999', /PORT must be a whole number/],
    ['RELAY_TOKEN_TTL', '5 minutes', /RELAY_TOKEN_TTL must be/],
    ['RELAY_OTHER_SECRET', 'short', /RELAY_OTHER_SECRET must have at least 32/],
    ['RELAY_ALLOW_ENVIRONMENT_VARIABLES', 'yes', /must be true or false/],
    ['RELAY_BIND_CONVERSATIONS', '0', /must be true or false/],
    ['RELAY_LIMIT_VISITOR', '60', /RELAY_LIMIT_VISITOR must be two whole numbers/],
    ['RELAY_LIMIT_ADDRESS', 'many/more', /RELAY_LIMIT_ADDRESS must be two whole numbers/],
    ['RELAY_PROXIES', '-1', /RELAY_PROXIES must be a whole number/],
    ['RELAY_WITHOUT_REDIS', 'ignore', /must be memory or allow or refuse/],
    ['REDIS_URL', 'localhost:6379', /REDIS_URL must be an address that starts with redis/],
    ['RELAY_LOG_LEVEL', 'loud', /must be info or warn/],
  ] as const) {
    test(`refuse ${name}=${value ?? ''}`, () => {
      assert.throws(() => readSettings({ ...env, [name]: value }), { name: 'SettingsError', message: problem });
    });
  }

  test('that are mistyped are noticed', () => {
    assert.deepEqual(readSettings({ ...env, RELAY_LIMIT_VISTOR: '1/1', AUTESSA_KEY: 'x', RELAYED: 'x' }).unknown, ['RELAY_LIMIT_VISTOR', 'AUTESSA_KEY']);
  });

  test('of origins may end with a slash, and name the usual port', () => {
    const { origins } = readSettings({ ...env, RELAY_ORIGINS: 'https://shop.example/, https://Shop.example:443' }).relay;
    assert.equal(originAllowed(origins, 'https://shop.example'), true);
    for (const other of ['http://shop.example', 'https://shop.example/', 'https://shop.example:444', 'null']) assert.equal(originAllowed(origins, other), false, other);
  });

  test('of origins may be those of apps and of browser extensions', () => {
    const apps = ['capacitor://localhost', 'tauri://localhost', 'app://-', 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'];
    const { origins } = readSettings({ ...env, RELAY_ORIGINS: apps.join() }).relay;
    for (const app of apps) assert.equal(originAllowed(origins, app), true, app);
    for (const other of ['http://localhost', 'ionic://localhost', 'app://', 'null', 'file://']) assert.equal(originAllowed(origins, other), false, other);
  });

  test('of any origin allow those alone that there are', () => {
    assert.deepEqual(['https://shop.example', 'null', '', null, undefined].map((origin) => originAllowed('*', origin)), [true, true, false, false, false]);
  });

  test('of a version, and of tokens', () => {
    const versions = ['PUBLISHED', 'DRAFT/7', '7'].map((RELAY_VERSION) => readSettings({ ...env, RELAY_VERSION }).relay.version);
    assert.deepEqual(versions, [{ versionState: 'PUBLISHED' }, { versionState: 'DRAFT', versionNumber: 7 }, { versionNumber: 7 }]);
    const endpoints = [undefined, 'on', 'off'].map((RELAY_TOKEN_ENDPOINT) => readSettings({ ...env, RELAY_TOKEN_ENDPOINT }).relay.tokenEndpoint);
    assert.deepEqual(endpoints, [undefined, true, false]);
  });

  test('are all in the guide, with their defaults', () => {
    const guide = readFileSync('docs/relay.md', 'utf8');
    const rows = [...guide.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|.*\|(.*)\|$/gm)];
    const named = rows.flatMap(([, names = '']) => [...names.matchAll(/[A-Z_]+/g)].map(([name]) => name));
    const asked = new Set<string>();
    readSettings(new Proxy(env, { get: (known, name: string) => (asked.add(name), known[name as keyof typeof known]) }));
    assert.deepEqual(named.toSorted(), [...asked].toSorted());
    const helped = [...help.matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name);
    assert.deepEqual(helped.toSorted(), [...asked].toSorted());
    // In both, the defaults are the same: the last word in brackets.
    const told = Object.fromEntries([...help.matchAll(/^ {2}([A-Z_]+) .*\(([^ ]+)\)$/gm)].map(([, name, value]) => [name, value]));
    // Each default can be set, and changes nothing.
    const defaults = rows.flatMap(([, names = '', value = '']) => {
      const text = value.replaceAll('`', '').trim();
      return /^[\d/]+$|^(true|false|on|info|memory|https:\S+)$/.test(text) ? [[/\w+/.exec(names)?.[0], text]] : [];
    });
    assert.ok(defaults.length > 12);
    for (const [name, value] of defaults) assert.equal(told[name ?? ''], value, name);
    const spelledOut = readSettings({ ...env, ...(Object.fromEntries(defaults) as Record<string, string>) });
    const { apiBase, tokenEndpoint, ...relay } = spelledOut.relay;
    assert.deepEqual([apiBase, tokenEndpoint], ['https://api.autessa.com', true]);
    assert.deepEqual({ ...spelledOut, relay }, readSettings(env));
  });

  test('say all that is wrong at once', () => {
    assert.throws(() => readSettings({}), ({ message }: Error) => message.split('\n').length === 4);
  });

  test('are checked by createRelay too', () => {
    const options = { apiKey: 'key', secret: 'x'.repeat(32), origins: [], agents: [] };
    assert.throws(() => createRelay({ ...options, apiKey: '' }), /apiKey/);
    assert.throws(() => createRelay({ ...options, secret: 'short' }), /secret/);
  });
});

describe('the command', () => {
  const run = (variables: Record<string, string>, ...args: string[]) => {
    const command = fileURLToPath(new URL('../../src/relay/cli.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', command, ...args], { env: { PATH: '', ...variables } });
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output.text += String(data)));
    return { child, output };
  };

  test('says what is missing, and fails', async () => {
    const { child, output } = run({ AUTESSA_API_KEY: 'a-real-key' });
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(output.text, /^RELAY_SECRET is missing.*\nRELAY_ORIGINS is missing.*\nRELAY_AGENTS is missing.*\nSee --help.*\n$/);
  });

  test('helps, and tells its version, without any setting', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const [option, expected] of [['--help', `${help}\n`], ['-h', `${help}\n`], ['--version', `${version}\n`], ['-v', `${version}\n`]] as const) {
      const { child, output } = run({}, option);
      assert.deepEqual(await once(child, 'close'), [0, null]);
      assert.equal(output.text, expected);
    }
    const { child, output } = run(env, '--port=80');
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.equal(output.text, 'There is no option --port=80; see --help\n');
  });

  test('serves until it is told to stop', async () => {
    const { child, output } = run({ ...env, PORT: '0', HOST: '127.0.0.1', RELAY_LOG_LEVEL: 'silent', RELAY_ORIGIN: 'https://shop.example' });
    const url = await eventually(() => /http:\/\/127\.0\.0\.1:\d+/.exec(output.text)?.[0], 20_000);
    const body = '{"agentId":123}';
    const answer = await fetch(`${url}/token`, { method: 'POST', headers: { Origin: 'https://shop.example' }, body });
    assert.equal(answer.status, 200);
    await answer.text();
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.equal(output.text, `No settings of the relay, so without effect: RELAY_ORIGIN\nRelay listening on ${url}\n`);
  });
});

test('the command is named in a way that finds it', () => {
  // Without `-p`, npx looks for a package of the command's name.
  for (const file of ['README.md', 'docs/relay.md', 'docs/token-endpoint.md']) {
    const text = readFileSync(file, 'utf8');
    assert.deepEqual(text.match(/npx (?!-p autessa-agent autessa-agent-relay).*relay/g), null, file);
  }
});
