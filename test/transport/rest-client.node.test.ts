import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AgentError } from '../../src/base/errors.js';
import { RestClient } from '../../src/transport/rest-client.js';
import { endpointTokenProvider, TokenSource } from '../../src/transport/token-source.js';
import { FakeClock } from '../support/fake-clock.js';
import { agentLog, ScriptedServer, userLog } from '../support/scripted-server.js';

function client() {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const tokens = new TokenSource(endpointTokenProvider('https://site.test/token', server.fetch, clock), 7, clock, 'https://api.test');
  return { server, rest: new RestClient({ agentId: 7, tokens, clock, fetch: server.fetch }) };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'fulfilled',
    (error: AgentError) => `${error.code}${error.retryable ? ' retryable' : ''}`,
  );
}

describe('RestClient', () => {
  it('speaks every operation as documented', async () => {
    const { server, rest } = client();
    server.logs = [userLog('a'), agentLog('b')];
    server.answer('execute', { json: { output: [{ outputType: 'TEXT', content: 'hi' }], errors: [] } });
    server.answer('revive-conversation', { json: { conversationId: 'c2', status: 'REVIVED', errors: [] } });
    server.answer('generate-audio-upload-link', { json: { uploadUrl: 'https://up.test', s3Uri: 's3://x', expiresInSeconds: 60, errors: [] } });
    expect(await rest.create({ versionState: 'DRAFT' })).to.deep.equal({ conversationId: 'created' });
    expect((await rest.execute({ input: [{ inputType: 'TEXT', content: 'hey' }] })).output).to.have.length(1);
    expect(await rest.status('c')).to.deep.equal({ conversationId: 'c', status: 'IN_PROGRESS' });
    expect((await rest.conversation('c')).logs).to.have.length(2);
    expect(await rest.revive('c')).to.deep.equal({ conversationId: 'c2', status: 'REVIVED' });
    expect((await rest.uploadLink()).s3Uri).to.equal('s3://x');
    await rest.close('c');
    const calls = server.requests.filter(({ name }) => name !== 'token');
    expect(calls.map(({ name, body }) => `${name} ${JSON.stringify(body)}`)).to.deep.equal([
      'execute-create {"agentId":7,"version":{"versionState":"DRAFT"}}',
      'execute {"agentId":7,"input":[{"inputType":"TEXT","content":"hey"}]}',
      'conversation-status {"agentId":7,"conversationId":"c"}',
      'conversation {"agentId":7,"conversationId":"c"}',
      'revive-conversation {"agentId":7,"conversationId":"c"}',
      'generate-audio-upload-link {}',
      'execute-close {"agentId":7,"conversationId":"c"}',
    ]);
    expect(calls.every(({ token }) => token === 'token-1')).to.equal(true);
  });

  it('asks for another token after a 401 or 403, once', async () => {
    for (const status of [401, 403]) {
      const { server, rest } = client();
      server.answer('conversation-status', { status, json: { errors: ['no'] } });
      expect((await rest.status('c')).status).to.equal('IN_PROGRESS');
      expect(server.requests.map(({ token }) => token)).to.deep.equal([null, 'token-1', null, 'token-2']);
      server.answer('conversation-status', { status, json: {} }, { status, json: {} });
      expect(await codeOf(rest.status('c'))).to.equal('auth');
    }
  });

  it('tells kinds of failure apart', async () => {
    const { server, rest } = client();
    const fail = (answer: Parameters<ScriptedServer['answer']>[1]) => {
      server.answer('conversation-status', answer);
      return codeOf(rest.status('c'));
    };
    expect(await fail({ status: 0 })).to.equal('connection retryable');
    expect(await fail({ status: 502, text: 'bad gateway' })).to.equal('connection retryable');
    expect(await fail({ text: '<!doctype html><title>Wi-Fi</title>' })).to.equal('protocol retryable');
    expect(await fail({ json: [] })).to.equal('protocol retryable');
    expect(await fail({ json: { status: 'NEW', errors: [] } })).to.equal('protocol retryable');
    expect(await fail({ json: { errors: ['broke'] } })).to.equal('agent');
    expect(await fail({ status: 404, json: {} })).to.equal('agent');
    expect(await fail({ status: 429, json: {}, headers: { 'Retry-After': '2' } })).to.equal('limited retryable');
  });

  it('stops when told to', async () => {
    const { rest } = client();
    expect(await codeOf(rest.status('c', { signal: AbortSignal.abort() }))).to.equal('aborted');
  });
});
