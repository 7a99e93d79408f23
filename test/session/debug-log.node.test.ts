import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { AgentError } from '../../src/base/errors.js';
import { DebugLog } from '../../src/session/debug-log.js';
import { AutessaErrorEvent, AutessaStateEvent } from '../../src/session/events.js';
import { ScriptedSocket } from '../support/scripted-server.js';

/* What a developer reads with `debug`: states, times and frames, and nothing that lets anybody in. */

const token = 'eyJhbGciOi.secret-token';
const lines: string[] = [];
const { info } = console;
const { fetch, WebSocket } = globalThis;
let socket: ScriptedSocket;

beforeEach(() => {
  lines.length = 0;
  console.info = (line: string, ...details: unknown[]) => void lines.push([line, ...details.map((each) => JSON.stringify(each))].join(' '));
  globalThis.WebSocket = class extends ScriptedSocket {
    constructor(address: string) {
      super(address);
      // eslint-disable-next-line @typescript-eslint/no-this-alias
      socket = this;
    }
  } as unknown as typeof WebSocket;
});
afterEach(() => {
  console.info = info;
  Object.assign(globalThis, { fetch, WebSocket });
  expect(lines.join('\n')).not.to.match(/secret/);
});

const answer = (text: string, status = 200) => void (globalThis.fetch = () => Promise.resolve(new Response(text, { status })));
const log = (isOn = () => true, target = new EventTarget()) => new DebugLog(target, isOn);
const untimed = () => lines.map((line) => line.replace(/\+\d+\.\d{3} s/, '+t').replaceAll(/\d+ ms/g, 'n ms'));

describe('The log of `debug`', () => {
  it('shows requests, answers and times, and no token: of the token endpoint, of REST, of anybody who repeats it', async () => {
    const { ports } = log();
    answer(JSON.stringify({ token, expiresIn: 300, apiBase: 'https://relay.test' }));
    await ports.fetch('https://relay.test/token?key=secret-1', { method: 'POST', body: JSON.stringify({ agentId: 7, conversationId: null }) });
    answer(JSON.stringify({ errors: [`refused: ${token}`] }), 401);
    const response = await ports.fetch('https://relay.test/execute?resourceId=7', {
      method: 'POST', headers: { Authorization: token }, body: JSON.stringify({ environmentVariables: { a: 'secret-2' }, promptTemplateVariables: { name: 'Ann' } }),
    });
    expect(await response.text(), 'it can still be read').to.contain('refused');
    expect(untimed()).to.deep.equal([
      '<autessa-agent> +t the log begins',
      '<autessa-agent> +t → POST https://relay.test/token?key=… {"agentId":7,"conversationId":null}',
      '<autessa-agent> +t ← 200 from https://relay.test/token?key=… after n ms {"token":"…","expiresIn":300,"apiBase":"https://relay.test"}',
      '<autessa-agent> +t → POST https://relay.test/execute?resourceId=7 {"environmentVariables":"…","promptTemplateVariables":{"name":"Ann"}}',
      '<autessa-agent> +t ← 401 from https://relay.test/execute?resourceId=7 after n ms {"errors":["refused: …"]}',
    ]);
  });

  it('shows by its length only what is no JSON, and sound', async () => {
    const { ports } = log();
    answer(`<!doctype html>${token} secret`);
    await ports.fetch('https://relay.test/token', { method: 'POST', body: 'secret' });
    answer(JSON.stringify({ uploadUrl: 'https://files.test/x?X-Amz-Signature=secret', output: [{ base64Audio: 'AAAA' }] }));
    await ports.fetch('https://relay.test/link');
    expect(untimed().slice(1)).to.deep.equal([
      '<autessa-agent> +t → POST https://relay.test/token "6 characters"',
      '<autessa-agent> +t ← 200 from https://relay.test/token after n ms "45 characters"',
      '<autessa-agent> +t → GET https://relay.test/link "0 characters"',
      '<autessa-agent> +t ← 200 from https://relay.test/link after n ms {"uploadUrl":"https://files.test/x?X-Amz-Signature=…","output":[{"base64Audio":"4 characters of audio"}]}',
    ]);
  });

  it('shows what a socket carries both ways, how long the first answer took, and that it closed', async () => {
    const { ports } = log();
    const made = ports.createSocket(`wss://relay.test/ws?authorization=${token}&resourceId=7&conversationId=c1`);
    socket.accept();
    made.send(JSON.stringify({ agentId: 7, input: [{ inputType: 'TEXT', content: 'Hello' }], environmentVariables: { key: 'secret' } }));
    made.send(new ArrayBuffer(8));
    made.send(new ArrayBuffer(8));
    await socket.say({ streamedOutput: { content: 'Hi' } });
    await socket.say({ output: [{ content: 'Hi' }] });
    await socket.drop(1006);
    expect(socket.sent.map(({ input }) => input), 'it is sent as it was').to.deep.equal([[{ inputType: 'TEXT', content: 'Hello' }]]);
    expect(untimed().slice(1)).to.deep.equal([
      '<autessa-agent> +t → WebSocket wss://relay.test/ws?authorization=…&resourceId=7&conversationId=c1',
      '<autessa-agent> +t ← WebSocket open after n ms',
      '<autessa-agent> +t → {"agentId":7,"input":[{"inputType":"TEXT","content":"Hello"}],"environmentVariables":"…"}',
      '<autessa-agent> +t → samples, frame 1',
      '<autessa-agent> +t ← after n ms {"streamedOutput":{"content":"Hi"}}',
      '<autessa-agent> +t ← {"output":[{"content":"Hi"}]}',
      '<autessa-agent> +t ← WebSocket closed with 1006',
    ]);
  });

  it('shows states and errors, and that a request failed', async () => {
    const target = new EventTarget();
    const { ports } = log(() => true, target);
    target.dispatchEvent(new AutessaStateEvent({ state: 'connecting', voiceState: 'off' }));
    target.dispatchEvent(new AutessaErrorEvent({ error: new AgentError('token', 'The token endpoint answered 404') }));
    globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    const failed = await ports.fetch('https://relay.test/token').then(() => false, () => true);
    expect(failed, 'whoever asked is told').to.equal(true);
    expect(untimed().slice(1)).to.deep.equal([
      '<autessa-agent> +t state connecting, voice off',
      '<autessa-agent> +t error token: The token endpoint answered 404',
      '<autessa-agent> +t → GET https://relay.test/token "0 characters"',
      '<autessa-agent> +t ← nothing from https://relay.test/token after n ms: TypeError: Failed to fetch',
    ]);
  });

  it('is silent as soon as it is not wanted any more', async () => {
    let isOn = true;
    const { ports } = log(() => isOn);
    isOn = false;
    answer('{}');
    await ports.fetch('https://relay.test/token');
    expect(lines).to.have.length(1);
  });
});
