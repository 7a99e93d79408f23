import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { eventually } from '../tools/eventually.js';
import { lacks } from '../tools/needs.js';
import { end, endWithThisProcess, freePort } from '../tools/processes.js';
import { secret, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { post } from '../tools/simulated.js';

/* The examples of `docs/token-endpoint.md`, run as they stand there, hand out tokens that the relay takes. */

const guide = readFileSync('docs/token-endpoint.md', 'utf8');
const site = 'https://www.example.com';

/** A server from the standard library; what is printed tells nothing. */
const serve = `import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
from token_endpoint import application
class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass
make_server("127.0.0.1", int(sys.argv[1]), application, handler_class=Quiet).serve_forever()
`;

const languages = [
  { language: 'python', program: 'python3', file: 'token_endpoint.py', args: (port: number) => ['-c', serve, String(port)] },
  { language: 'php', program: 'php', file: 'token.php', args: (port: number) => ['-S', `127.0.0.1:${port}`, 'token.php'] },
] as const;

for (const { language, program, file, args } of languages) {
  const skip = lacks(program);

  describe(`the token endpoint in ${language}`, { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'autessa-token-endpoint-'));
    let upstream: ScriptedUpstream;
    let relayed: Relayed;
    let stop: () => Promise<void>;
    let url: string;
    const ask = (body: unknown, headers: Readonly<Record<string, string>> = {}, method = 'POST') => post(url, method, body, { Origin: site, ...headers });

    before(async () => {
      const [, code] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(guide) ?? [];
      assert(code, `There is an example in ${language}`);
      writeFileSync(join(folder, file), code);
      upstream = await startScriptedUpstream();
      upstream.onCall = (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"conversationId":"conv_1"}');
      relayed = await startRelayed(upstream.url, { origins: [site], agents: [123], tokenEndpoint: false });
      const port = await freePort();
      url = `http://127.0.0.1:${port}/token`;
      const environment = { ...process.env, RELAY_SECRET: secret, RELAY_PUBLIC_URL: relayed.url };
      const child = endWithThisProcess(spawn(program, args(port), { cwd: folder, env: environment, stdio: 'ignore' }));
      stop = () => end(child);
      await eventually(() => fetch(url).then(() => true, () => false), 20_000);
    });
    after(async () => {
      await stop();
      await relayed.close();
      await upstream.close();
      rmSync(folder, { recursive: true });
    });

    test('hands out a token that the relay takes', async () => {
      const { status, json, headers } = await ask({ agentId: 123, conversationId: null });
      assert.deepEqual([status, json['expiresIn'], json['apiBase']], [200, 300, relayed.url]);
      assert.match(headers.get('Cache-Control') ?? '', /no-store/);
      const answer = await relayed.call('execute-create', String(json['token']), { agentId: 123 }, { origin: site });
      assert.deepEqual([answer.status, String(answer.json['conversationId']).split('~')[0]], [200, 'conv_1']);
    });

    test('knows who comes again, and that somebody else is somebody else', async () => {
      const subjectOf = ({ json }: Awaited<ReturnType<typeof ask>>) => decodeJwt(String(json['token'])).sub;
      const first = await ask({ agentId: 123 });
      const [cookie = ''] = first.headers.get('Set-Cookie')?.split(';') ?? [];
      assert.match(first.headers.get('Set-Cookie') ?? '', /HttpOnly/i);
      assert.match(subjectOf(first) ?? '', /^visitor:[\w-]{22}$/);
      assert.equal(subjectOf(await ask({ agentId: 123 }, { Cookie: cookie })), subjectOf(first));
      assert.notEqual(subjectOf(await ask({ agentId: 123 })), subjectOf(first));
    });

    test('is the only one: the relay itself hands out none', async () => {
      const answer = await post(`${relayed.url}/token`, 'POST', { agentId: 123 }, { Origin: site });
      assert.deepEqual([answer.status, answer.json, answer.headers.get('Access-Control-Allow-Origin')], [404, { errors: ['Tokens are not issued here'] }, site]);
      assert.match(guide, /RELAY_TOKEN_ENDPOINT=off/);
    });

    // PHP's own server waits for what is said to come.
    test('answers a length that is none', { skip: language === 'php' }, async () => {
      const { hostname, port, pathname } = new URL(url);
      for (const length of ['-1', '0', 'x']) {
        const socket = connect(Number(port), hostname);
        socket.write(`POST ${pathname} HTTP/1.1\r\nHost: a\r\nOrigin: ${site}\r\nContent-Length: ${length}\r\n\r\n`);
        assert.match(String(await once(socket, 'data')), /^HTTP\/1\.[01] 400/, length);
        socket.destroy();
      }
    });

    test('does not serve with a secret that is too short', async () => {
      const port = await freePort();
      const short = { ...process.env, RELAY_SECRET: 'x'.repeat(31) };
      const child = endWithThisProcess(spawn(program, args(port), { cwd: folder, env: short, stdio: 'ignore' }));
      try {
        const status = () => post(`http://127.0.0.1:${port}/token`, 'POST', { agentId: 123 }, { Origin: site }).then((answer) => String(answer.status), () => '');
        const outcome = await eventually(async () => (child.exitCode === null ? await status() : 'ended') || undefined, 20_000);
        assert.match(outcome, /^(ended|500)$/);
      } finally {
        await end(child);
      }
    });

    for (const [what, status, body, headers, method] of [
      ['another origin', 403, { agentId: 123 }, { Origin: 'https://evil.example' }, 'POST'],
      ['another agent', 403, { agentId: 124 }, {}, 'POST'],
      ['an agent that is no number', 400, { agentId: ['123'] }, {}, 'POST'],
      ['a body that is no object', 400, 'hello', {}, 'POST'],
      ['a body that is too long', 400, { agentId: 123, more: 'x'.repeat(5000) }, {}, 'POST'],
      ['no body', 400, '', {}, 'POST'],
      ['another method', 405, { agentId: 123 }, {}, 'PUT'],
    ] as const) {
      test(`refuses ${what}`, async () => {
        const answer = await ask(body, headers, method);
        assert.deepEqual([answer.status, typeof (answer.json['errors'] as string[])[0]], [status, 'string']);
      });
    }
  });
}
