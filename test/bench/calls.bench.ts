import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { concierge } from '../../demo/simulator/agents/concierge.js';
import type { AgentOptions } from '../../demo/simulator/agent.js';
import { startBackend } from '../../demo/server/backend.js';
import { openPage, type Page } from '../tools/page-driver.js';

/*
 * Real calls in a Chromium whose microphone plays a recording, with the processor kept busy by two other programs: the
 * transcript beside the server's log. `CALLS=20 SECONDS=25 npm run bench -- calls`; `dist/` is what is called.
 * `SERVER=short` calls only the servers with this in their name. A call that does not begin is counted for itself, with
 * what had happened by then.
 */

interface Shown {
  readonly role: string;
  readonly status: string;
  readonly text: string;
}

interface AgentElement extends HTMLElement {
  readonly messages: readonly Shown[];
  readonly voiceState: string;
  readonly state: string;
  startVoice(): Promise<void>;
  stopVoice(): void;
  mute(): void;
}

declare const agentElement: AgentElement;
/** `live`, or why the call did not begin. */
declare const outcome: string;
/** What has happened since the click, with its time in ms after it. */
declare const beginning: readonly string[];

const calls = Number(process.env['CALLS'] ?? 20);
const seconds = Number(process.env['SECONDS'] ?? 25);
/** So long, in ms, a call may take to begin on a machine that has much else to do. */
const beginningMs = 60_000;

/** Servers that differ in how they end a reply and give way. */
const servers: Readonly<Record<string, AgentOptions>> = {
  'message and last chunk': {},
  'last chunk alone': { voice: { finalOutput: 'none' } },
  'neither, stops at the end': { voice: { finalOutput: 'none' }, faults: [{ name: 'no-final-chunk' }, { name: 'stop-at-end' }] },
  'neither, late chunks': { voice: { finalOutput: 'none' }, faults: [{ name: 'no-final-chunk' }, { name: 'late-chunks', count: 4 }] },
  'answers at once, short pauses': { voice: { endMs: 300 } },
};
const called = Object.entries(servers).filter(([name]) => name.includes(process.env['SERVER'] ?? ''));

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/**
 * Whether each message is an entry of the log, in its order, and each entry a message; what was cut is a beginning. What
 * the agent gave up before its first word is an empty entry, and shown as an empty message or not at all.
 */
function isLogged(messages: readonly Shown[], entries: readonly string[], empty = 0): boolean {
  const [message, ...later] = messages;
  const [entry, ...laterEntries] = entries;
  if (!message) return entries.every((each) => letters(each) === '');
  const text = letters(message.text);
  const isThis = entry !== undefined && (message.status === 'interrupted' ? letters(entry).startsWith(text) : letters(entry) === text);
  return (isThis && isLogged(later, laterEntries, empty))
    || (entry !== undefined && letters(entry) === '' && isLogged(messages, laterEntries, empty + 1))
    || (text === '' && empty > 0 && isLogged(later, entries, empty - 1));
}

/** In the page: notes how a call begins, from the click on. */
function watchBeginning(): void {
  const notes: string[] = [];
  let clickedAt = 0;
  const note = (what: string): void => void notes.push(`${Math.round(performance.now() - clickedAt)} ${what}`);
  const button = Object.assign(document.createElement('button'), { id: 'call', textContent: 'Call' });
  button.addEventListener('click', () => {
    clickedAt = performance.now();
    void agentElement.startVoice().then(() => 'live', String).then((outcome) => {
      note(outcome);
      Object.assign(globalThis, { outcome });
    });
  });
  document.body.prepend(button);
  agentElement.addEventListener('autessa-state', () => note(`${agentElement.state}, voice ${agentElement.voiceState}`));
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    note('asks for the microphone');
    return getUserMedia(constraints).finally(() => note('has an answer'));
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      note('opens a socket');
      this.addEventListener('open', () => note('socket open'));
      this.addEventListener('message', () => note('socket speaks'), { once: true });
      this.addEventListener('close', ({ code }) => note(`socket closed, ${code}`));
    }
  };
  new PerformanceObserver((list) => list.getEntries().forEach(({ name, duration }) => note(`${name.split('/').at(-1)} loaded in ${Math.round(duration)} ms`))).observe({ type: 'resource' });
  Object.assign(globalThis, { outcome: '', beginning: notes });
}

/** Waits until a call is live. @returns how it began, or why not */
async function begin(page: Page): Promise<{ readonly isLive: boolean; readonly notes: readonly string[] }> {
  await page.click('#call');
  const end = Date.now() + beginningMs;
  let known = '';
  while (known === '' && Date.now() < end) {
    await pass(100);
    known = await page.evaluate(() => outcome);
  }
  return { isLive: known === 'live', notes: [...(await page.evaluate(() => beginning)), ...(await page.problems())] };
}

const busy = [0, 1].map(() => spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' }));
process.on('exit', () => busy.forEach((program) => program.kill('SIGKILL')));
const backend = await startBackend();
let wrong = 0;
let unbegun = 0;
for (let number = 0; number < calls; number += 1) {
  const [name, options] = called[number % called.length] ?? ['usual', {}];
  const agent = backend.simulator.agents.add(concierge, { tokensPerSecond: 1000, ...options, voice: { pace: 1, ...options.voice } });
  const page = await openPage({ microphone: resolve('test/fixtures/jfk.wav') });
  await page.open(`${backend.origin}/dist/third-party-notices.txt`);
  await page.evaluate((id) => {
    const element = document.createElement('autessa-agent') as AgentElement;
    element.setAttribute('agent-id', String(id));
    element.setAttribute('token-endpoint', '/token');
    element.setAttribute('api-base', '/');
    document.body.prepend(element);
    document.body.append(Object.assign(document.createElement('script'), { type: 'module', src: '/dist/autessa-agent.js' }));
    Object.assign(globalThis, { agentElement: element });
  }, agent.id);
  await page.waitFor(() => 'startVoice' in agentElement);
  await page.evaluate(watchBeginning);
  const { isLive, notes } = await begin(page);
  if (!isLive) {
    unbegun += 1;
    console.log(`– call ${number + 1}, ${name}: did not begin\n    ${notes.join('\n    ')}`);
    await page.close();
    continue;
  }
  await pass(seconds * 1_000);
  await page.evaluate(() => agentElement.mute());
  const conversation = () => backend.simulator.conversations.of(agent.id)[0];
  // Until all is answered and nothing more is sent, and then three seconds.
  for (let quiet = 0, known = -1; quiet < 12; quiet += 1) {
    await pass(250);
    const now = (conversation()?.logs.length ?? 0) + (conversation()?.spoken.chunks.length ?? 0);
    if (now !== known) quiet = 0;
    known = now;
  }
  const shown = await page.evaluate(() => agentElement.messages.map(({ role, status, text }) => ({ role, status, text })));
  const voiceState = await page.evaluate(() => agentElement.voiceState);
  const logged = (conversation()?.logs ?? []).flatMap((log) => {
    if (log.logType === 'USER') return log.userMultimodalInputs.map((input) => `user: ${'transcription' in input ? input.transcription : ''}`);
    if (log.logType !== 'MESSAGE_TO_USER') return [];
    const { multimodalOutput: output } = log;
    return [`agent: ${output.outputType === 'AUDIO' ? output.transcription : output.content}`];
  });
  const said = (role: string): Shown[] => shown.filter((message) => message.role === role);
  const isSame = (['user', 'agent'] as const).every((role) =>
    isLogged(said(role), logged.filter((entry) => entry.startsWith(`${role}: `)).map((entry) => entry.slice(role.length + 2))),
  );
  const isWrong = !isSame || said('agent').some(({ status }) => status === 'failed');
  if (isWrong) wrong += 1;
  console.log(`${isWrong ? '✗' : '✓'} call ${number + 1}, ${name}: ${said('user').length} turns here, ${logged.filter((entry) => entry.startsWith('user')).length} in the log; ${voiceState}; began after ${notes.find((note) => note.endsWith(' live'))?.split(' ')[0]} ms`);
  if (isWrong || number === 0) {
    console.log(`  the server’s log:\n    ${logged.join('\n    ')}\n  here:\n    ${shown.map(({ role, status, text }) => `${role}: ${text} (${status})`).join('\n    ')}`);
  }
  await page.evaluate(() => agentElement.stopVoice());
  await page.close();
}
await backend.close();
console.log(`${calls - unbegun - wrong} of ${calls - unbegun} calls are as the log has them; ${unbegun} did not begin`);
process.exit(wrong + unbegun > 0 ? 1 : 0);
