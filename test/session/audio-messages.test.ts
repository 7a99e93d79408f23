import { expect } from '@open-wc/testing';
import { AgentError } from '../../src/base/errors.js';
import { encodeWav } from '../../src/media/files/encode-wav.js';
import type { AudioInput } from '../../src/protocol/content.js';
import type { PutFile } from '../../src/transport/put-file.js';
import { settled } from '../support/fake-clock.js';
import { said, scene, type Scene } from '../support/session.js';
import { until } from '../support/until.js';

/** A tone of so many seconds, as a file of 8 kHz. */
const recording = (seconds: number): Blob =>
  encodeWav(Float32Array.from({ length: seconds * 8_000 }, (_, index) => Math.sin(index / 3) / 2), 8_000);
const audio = (seconds: number) => ({ inputType: 'AUDIO', file: recording(seconds) }) as const;
const link = { json: { uploadUrl: 'https://up.test/a', s3Uri: 's3://a', expiresInSeconds: 60, errors: [] } };
const format = { sampleRate: 16_000, sampleSizeInBits: 16, channels: 1, signed: true, bigEndian: false };
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'fulfilled', (error: AgentError) => error.code);
const first = ({ session }: Scene) => session.snapshot.messages[0]!;

/** Puts nothing anywhere until the test lets it. */
function upload() {
  const puts: { file: Blob; progress: (part: number) => void; end: (error?: Error) => void; isAborted: boolean }[] = [];
  const putFile: PutFile = (_, file, { onProgress, signal }) =>
    new Promise((resolve, reject) => {
      const put = { file, progress: onProgress!, end: (error?: Error) => (error ? reject(error) : resolve()), isAborted: false };
      signal?.addEventListener('abort', () => {
        put.isAborted = true;
        reject(signal.reason as Error);
      });
      puts.push(put);
    });
  return { puts, putFile };
}

describe('An audio message', () => {
  it('goes inline where it is short: as WAV of 16 kHz, mixed with text', async () => {
    const all = scene();
    void all.session.send([audio(2), { inputType: 'TEXT', content: 'What is this?' }]);
    await until(() => all.server.sockets.length > 0 && first(all).status === 'waiting');
    await all.server.socket.open('c');
    await until(() => all.server.socket.sent.length > 0);
    const [sound, text] = all.server.socket.sent[0]!.input as [AudioInput, unknown];
    expect(text).to.deep.equal({ inputType: 'TEXT', content: 'What is this?' });
    expect(sound.audioFormat).to.deep.equal(format);
    const bytes = Uint8Array.from(atob(sound.base64EncodedData!), (char) => char.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    expect([view.getUint32(24, true), view.getUint16(34, true)]).to.deep.equal([16_000, 16]);
    // Browsers round the length of what they convert differently, by a sample.
    expect(bytes.length).to.be.closeTo(44 + 64_000, 2);
    expect(first(all)).to.include({ status: 'sent', text: 'What is this?' });
    await all.server.socket.finish('A tone');
    expect(said(all).at(-1)).to.equal('agent:done:A tone');
  });

  it('goes inline as far as 256 KiB of WAV in one message go, and is uploaded beyond', async () => {
    const { puts, putFile } = upload();
    const all = scene({ putFile });
    all.server.answer('generate-audio-upload-link', link);
    void all.session.send([audio(5), audio(5), audio(2)]);
    await until(() => puts.length > 0);
    puts[0]!.end();
    await until(() => all.server.sockets.length > 0);
    await all.server.socket.open('c');
    await until(() => all.server.socket.sent.length > 0);
    const sent = all.server.socket.sent[0]!.input as AudioInput[];
    expect(sent.map(({ s3Uri, base64EncodedData }) => (base64EncodedData ? 'inline' : s3Uri))).to.deep.equal(['inline', 's3://a', 'inline']);
    expect(puts.length).to.equal(1);
  });

  it('is uploaded where it is long, shows how far that is, and keeps the order', async () => {
    const { puts, putFile } = upload();
    const all = scene({ putFile });
    all.server.answer('generate-audio-upload-link', link);
    void all.session.send([audio(20)]);
    void all.session.send('after it');
    await until(() => puts.length > 0);
    expect(puts[0]!.file.type).to.equal('audio/wav');
    expect(puts[0]!.file.size).to.be.closeTo(44 + 640_000, 2);
    puts[0]!.progress(0.25);
    // Reading it was the first fifth.
    expect(first(all)).to.include({ status: 'waiting', progress: 0.4 });
    await all.server.socket.open('c');
    expect(all.server.socket.sent).to.have.length(0);
    puts[0]!.end();
    await until(() => all.server.socket.sent.length > 0);
    expect(all.server.socket.sent.map(({ input }) => input)).to.deep.equal([[{ inputType: 'AUDIO', s3Uri: 's3://a', audioFormat: format }]]);
    expect(first(all).progress).to.equal(undefined);
    await all.server.socket.finish('heard');
    expect(said(all).slice(-1)).to.deep.equal(['user:sent:after it']);
  });

  it('can be taken back while it is uploaded; nothing is left of it, and what waits goes on', async () => {
    const { puts, putFile } = upload();
    const all = scene({ putFile });
    all.server.answer('generate-audio-upload-link', link);
    const reply = codeOf(all.session.send([audio(20)]));
    void all.session.send('after it');
    await until(() => puts.length > 0);
    expect(await all.session.cancel(first(all).id)).to.equal(true);
    expect(await reply).to.equal('aborted');
    expect(puts[0]!.isAborted).to.equal(true);
    await until(() => all.server.sockets.length > 0);
    expect(said(all)).to.deep.equal(['user:waiting:after it']);
  });

  it('says that it was not delivered where the upload fails, and goes on retry', async () => {
    const { puts, putFile } = upload();
    const all = scene({ putFile });
    all.server.answer('generate-audio-upload-link', link, link);
    const reply = codeOf(all.session.send([audio(20)]));
    await until(() => puts.length > 0);
    puts[0]!.end(new AgentError('upload', 'cable', { retryable: true }));
    expect(await reply).to.equal('upload');
    expect(first(all)).to.include({ status: 'failed', progress: undefined });
    void all.session.retry(first(all).id);
    await until(() => puts.length > 1);
    puts[1]!.end();
    await all.server.socket.open('c');
    await until(() => all.server.socket.sent.length > 0);
    expect(first(all).status).to.equal('sent');
    expect(first(all)).to.not.have.property('error');
  });

  it('is refused where it is no audio, and does not hold up what comes after', async () => {
    const all = scene();
    const reply = codeOf(all.session.send([{ inputType: 'AUDIO', file: new Blob(['<html>'], { type: 'audio/mp3' }) }]));
    void all.session.send('after it');
    expect(await reply).to.equal('file-type');
    await until(() => all.server.sockets.length > 0);
    expect(said(all)).to.deep.equal(['user:failed:', 'user:waiting:after it']);
  });

  it('that is empty says so, and does not hold up what comes after', async () => {
    const all = scene();
    const reply = codeOf(all.session.send([{ inputType: 'AUDIO', file: new Blob([]) }]));
    void all.session.send('after it');
    expect(await reply).to.equal('file-empty');
    await until(() => all.server.sockets.length > 0);
    expect(said(all)).to.deep.equal(['user:failed:', 'user:waiting:after it']);
  });

  it('whose file a browser never decodes can be taken back, and what waits goes on', async () => {
    const { decodeAudioData } = OfflineAudioContext.prototype;
    let isAsked = false;
    OfflineAudioContext.prototype.decodeAudioData = () => {
      isAsked = true;
      return new Promise(() => undefined);
    };
    try {
      const all = scene();
      const reply = codeOf(all.session.send([{ inputType: 'AUDIO', file: new Blob(['OggS', new Uint8Array(99)]) }]));
      void all.session.send('after it');
      await until(() => isAsked);
      expect(first(all)).to.include({ status: 'waiting', progress: 0 });
      expect(await all.session.cancel(first(all).id)).to.equal(true);
      expect(await reply).to.equal('aborted');
      await until(() => all.server.sockets.length > 0);
      expect(said(all)).to.deep.equal(['user:waiting:after it']);
    } finally {
      OfflineAudioContext.prototype.decodeAudioData = decodeAudioData;
    }
  });

  it('is not kept over a reload: what was not sent says so, what was sent is settled by the log', async () => {
    const before = scene();
    void before.session.send([audio(1)]).catch(() => undefined);
    await until(() => before.server.sockets.length > 0);
    await before.server.socket.open('c');
    await until(() => before.server.socket.sent.length > 0);
    void before.session.send([audio(1)]).catch(() => undefined);
    await settled();
    before.session.dispose();
    const { store, server } = before;
    expect(JSON.stringify(store.record).length).to.be.lessThan(1_500);
    server.logs = [{ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', transcription: 'a tone' }] }];
    const after = scene({ store, server });
    void after.session.open();
    await settled();
    server.logs = [...server.logs, { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: 'heard' } }];
    await server.socket.open('c', 'REVIVED');
    await after.clock.pass(2_000);
    await until(() => after.session.snapshot.messages.at(-1)?.status === 'failed');
    expect(said(after)).to.deep.equal(['user:sent:', 'agent:done:heard', 'user:failed:']);
    expect(after.session.snapshot.messages.at(-1)!.error).to.include({ code: 'upload', retryable: false });
    expect(server.sockets.flatMap(({ sent }) => sent)).to.have.length(1);
  });
});
