import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { AutessaBeforeSendEvent } from '../../src/session/events.js';
import { checkRecord } from '../../src/storage/check-record.js';
import { settled } from '../support/fake-clock.js';
import { userLog } from '../support/scripted-server.js';
import { failureOf, FakeStore, said, scene, type Scene, type SceneOptions } from '../support/session.js';
import { until } from '../support/until.js';

/* What is there already, and is sent later, goes by the page's listeners as what is new: they may have come since. */

const open: Scene[] = [];

function begun(options: SceneOptions = {}): Scene {
  const made = scene(options);
  open.push(made);
  return made;
}

type Input = AutessaBeforeSendEvent['input'][number];
const hidden = (each: Input): Input => ('content' in each ? { ...each, content: each.content.replace(/\d{4}/g, '[number]') } : each);

/** Hides numbers from now on. @returns the ids of messages that had come by before */
function hide({ session }: Scene): (string | undefined)[] {
  const again: (string | undefined)[] = [];
  session.addEventListener('autessa-before-send', (event: AutessaBeforeSendEvent) => {
    again.push(event.messageId);
    event.input = event.input.map(hidden);
  });
  return again;
}

const sent = ({ server }: Scene): unknown[] => server.sockets.flatMap((socket) => socket.sent.map(({ input }) => input.map((each) => ('content' in each ? each.content : each.inputType)).join()));

/** A session whose reply to `text` has failed. */
async function failed(text: string): Promise<Scene> {
  const all = begun();
  const failure = failureOf(all.session.send(text));
  await settled();
  await all.server.socket.open('conv-1');
  all.server.logs = [userLog(text)];
  await all.server.socket.finish('', ['no credit']);
  await failure;
  await settled();
  return all;
}

/** Where `text` waits for the network, as it was kept by another page. */
async function waited(text: string): Promise<FakeStore> {
  const store = new FakeStore();
  const before = begun({ store });
  before.session.send(text).catch(() => undefined);
  await settled();
  before.session.dispose();
  store.record = checkRecord(store.record);
  return store;
}

describe('AgentSession: what is sent later than it was written', () => {
  afterEach(() => {
    for (const { session } of open.splice(0)) session.dispose();
  });

  it('is asked once more as listeners leave it now, is shown so, and known by its id', async () => {
    const all = await failed('Mine is 1234');
    const [{ id } = { id: '' }] = all.session.snapshot.messages;
    const again = hide(all);
    all.session.retry(`${id}:reply`).catch(() => undefined);
    await until(() => sent(all).length === 2);
    expect([sent(all), said(all), again]).to.deep.equal([['Mine is 1234', 'Mine is [number]'], ['user:sent:Mine is [number]'], [id]]);
    await all.server.socket.finish('Fine');
    all.session.send('New 5678').catch(() => undefined);
    await until(() => sent(all).length === 3);
    expect(again, 'what is new has none').to.deep.equal([id, undefined]);
  });

  it('is asked once more with what a listener adds, though not with that of the page that went along with another', async () => {
    const all = await failed('one');
    all.session.addEventListener('autessa-before-send', (event: AutessaBeforeSendEvent) => {
      event.variables = { ...event.variables, added: 1 };
    });
    all.session.retry(all.session.snapshot.messages[0]!.id).catch(() => undefined);
    await until(() => sent(all).length === 2);
    expect(all.server.socket.sent[1]).to.deep.include({ promptTemplateVariables: { added: 1 } });
  });

  it('stays as it is where a listener prevents that it is asked once more', async () => {
    const all = await failed('one');
    const before = said(all);
    all.session.addEventListener('autessa-before-send', (event: Event) => event.preventDefault());
    const { code } = await failureOf(all.session.retry(all.session.snapshot.messages[0]!.id));
    expect([code, said(all), sent(all)]).to.deep.equal(['aborted', before, ['one']]);
    expect(await all.session.retry('nothing'), 'nobody is asked for what is not there').to.equal(undefined);
  });

  it('goes by them when it waited over a reload', async () => {
    const all = begun({ store: await waited('Mine is 1234') });
    const again = hide(all);
    await all.session.open();
    await settled();
    expect(said(all), 'before it is sent').to.deep.equal(['user:waiting:Mine is [number]']);
    await all.server.socket.open('c');
    expect([sent(all), again.length, typeof again[0]]).to.deep.equal([['Mine is [number]'], 1, 'string']);
  });

  it('is shown as not delivered where they do not want what waited to be sent, and can be asked once more', async () => {
    const all = begun({ store: await waited('one') });
    let isPrevented = true;
    all.session.addEventListener('autessa-before-send', (event: Event) => isPrevented && event.preventDefault());
    await all.session.open();
    await settled();
    expect(said(all)).to.deep.equal(['user:failed:one']);
    isPrevented = false;
    all.session.retry(all.session.snapshot.messages[0]!.id).catch(() => undefined);
    await settled();
    await all.server.socket.open('c');
    expect(sent(all)).to.deep.equal(['one']);
  });

  it('leaves what may have been sent before a reload as it is: the log is asked for it', async () => {
    const store = new FakeStore();
    const before = begun({ store });
    before.session.send('Mine is 1234').catch(() => undefined);
    await settled();
    await before.server.socket.open('conv-1');
    before.session.dispose();
    const all = begun({ store, server: before.server });
    const again = hide(all);
    await all.session.open();
    await settled();
    expect([all.session.snapshot.messages.map(({ text }) => text), again]).to.deep.equal([['Mine is 1234'], []]);
  });

  it('is what it was where nobody has changed it, audio too', async () => {
    const audio = { inputType: 'AUDIO', s3Uri: 's3://a', transcription: 'words', audioFormat: { sampleRate: 16_000, sampleSizeInBits: 16, channels: 1, signed: true, bigEndian: false } } as const;
    const store = new FakeStore();
    const before = begun({ store });
    before.session.send([audio]).catch(() => undefined);
    await settled();
    before.session.dispose();
    const all = begun({ store, variables: { name: 'Ada' } });
    await all.session.open();
    await settled();
    expect(all.session.snapshot.messages.map(({ text, input }) => [text, input])).to.deep.equal([['words', [audio]]]);
    // Variables are those that are set when it is sent.
    all.session.configure({ variables: { name: 'Bob' } });
    await all.server.socket.open('c');
    expect(all.server.socket.sent[0]).to.deep.include({ promptTemplateVariables: { name: 'Bob' } });
  });
});
