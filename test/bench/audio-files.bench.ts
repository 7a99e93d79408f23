import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bytes, part, wav } from '../audio/wav.js';
import { findBrowser, wantedBrowsers } from '../tools/browsers.js';
import { lacks } from '../tools/needs.js';
import { openPage, type PageOptions } from '../tools/page-driver.js';
import { lacksSoundServer, startSoundServer } from '../tools/sound-server.js';
import { startWebKitGtk } from '../tools/webkitgtk.js';
import type { AudioFiles, Outcome } from './pages/audio-files.js';

/*
 * What each browser makes of audio files, and what the widget does: writes the table of docs/audio-files.md. The files
 * are 3 s of speech, as ffmpeg writes them and as other programs do, recorders of phones and of browsers among them.
 * Needs ffmpeg.
 *
 * npm run bench -- audio-files
 */

declare const audioFiles: AudioFiles;

const missing = lacks('ffmpeg');
if (missing) throw new Error(missing);

const page = 'docs/audio-files.md';
const voice = ['-ss', '0.3', '-t', '3', '-i', 'test/fixtures/jfk.wav'];
const folder = mkdtempSync(join(tmpdir(), 'audio-files-'));

function made(...options: readonly string[]): Uint8Array<ArrayBuffer> {
  const file = join(folder, 'made');
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...voice, ...options, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return new Uint8Array(readFileSync(file));
}

/** @returns the bytes of sound alone */
const pcm = (format: string, ...options: readonly string[]) => made(...options, '-f', format);
const odd = (content: Uint8Array<ArrayBuffer>, size: number) => content.slice(0, Math.floor(content.length / size / 2) * 2 * size - size);
const sound = pcm('s16le');
const withId3 = (file: Uint8Array<ArrayBuffer>) => bytes(new TextEncoder().encode('ID3\x04\0\0\0\0\0\x0a'), new Uint8Array(10), file);
const withValidBits = (file: Uint8Array<ArrayBuffer>) => {
  new DataView(file.buffer).setUint16(38, 24, true);
  return file;
};
const withoutPad = () => {
  const whole = wav(sound, { before: [['LIST', new Uint8Array(35).fill(65)]] });
  return bytes(whole.subarray(0, 36 + 8 + 35), whole.subarray(36 + 8 + 36));
};

/** Frames of 12.2 kbit/s (RFC 4867, section 5.3) without sound in them: ffmpeg has no encoder. */
function amr(): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(32);
  frame[0] = 0x3c;
  return bytes(new TextEncoder().encode('#!AMR\n'), ...Array.from({ length: 150 }, () => frame));
}

const files: Record<string, Uint8Array<ArrayBuffer>> = {
  'WAV, 16 bits': made('-f', 'wav'),
  'WAV, 8 bits, an odd count': wav(odd(pcm('u8'), 1), { bits: 8 }),
  'WAV, 24 bits, an odd count': wav(odd(pcm('s24le'), 3), { bits: 24 }),
  'WAV, 24 valid bits in 32': withValidBits(made('-c:a', 'pcm_s32le', '-channel_layout', 'mono', '-rf64', 'never', '-f', 'wav')),
  'WAV, 32 bits, float': made('-c:a', 'pcm_f32le', '-f', 'wav'),
  'WAV, 64 bits, float': made('-c:a', 'pcm_f64le', '-f', 'wav'),
  'WAV, µ-law': made('-ar', '8000', '-c:a', 'pcm_mulaw', '-f', 'wav'),
  'WAV, A-law': made('-ar', '8000', '-c:a', 'pcm_alaw', '-f', 'wav'),
  'WAV, a length of 0': wav(sound, { saidLength: 0 }),
  'WAV, an unknown length': wav(sound, { saidLength: 0xff_ff_ff_ff }),
  'WAV, an odd LIST without a pad': withoutPad(),
  'WAV, behind an ID3 tag': withId3(wav(sound)),
  'WAV, parts behind the sound': wav(sound, { after: bytes(part('iXML', new Uint8Array(3_001).fill(99)), part('C2PA', new Uint8Array(2_000).fill(200))) }),
  'WAV, IMA ADPCM': made('-c:a', 'adpcm_ima_wav', '-f', 'wav'),
  RF64: made('-rf64', 'always', '-f', 'wav'),
  MP3: made('-ar', '44100', '-b:a', '64k', '-f', 'mp3'),
  AAC: made('-c:a', 'aac', '-f', 'adts'),
  'MP4, AAC': made('-c:a', 'aac', '-f', 'mp4'),
  'MP4, AAC in pieces, as recorders write it': made('-ar', '44100', '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '500000', '-f', 'mp4'),
  '3GP, AAC': made('-ar', '16000', '-c:a', 'aac', '-f', '3gp'),
  'AMR': amr(),
  'MP4, Opus': made('-c:a', 'libopus', '-f', 'mp4'),
  'MP4, ALAC': made('-c:a', 'alac', '-f', 'mp4'),
  'Ogg, Opus': made('-c:a', 'libopus', '-f', 'ogg'),
  'Ogg, Opus of 16 kHz, as messengers write it': made('-ar', '16000', '-c:a', 'libopus', '-application', 'voip', '-frame_duration', '60', '-b:a', '16k', '-f', 'ogg'),
  'Ogg, Speex': made('-ar', '16000', '-c:a', 'libspeex', '-f', 'ogg'),
  'Ogg, Vorbis': made('-c:a', 'libvorbis', '-f', 'ogg'),
  'WebM, Opus': made('-c:a', 'libopus', '-f', 'webm'),
  FLAC: made('-f', 'flac'),
  'FLAC, 192 kHz': made('-ar', '192000', '-f', 'flac'),
  AIFF: made('-f', 'aiff'),
  AU: made('-f', 'au'),
  CAF: made('-f', 'caf'),
  'CAF, ALAC': made('-c:a', 'alac', '-f', 'caf'),
  'CAF, Opus, as messengers write it': made('-c:a', 'libopus', '-f', 'caf'),
  'Windows Media (WMA)': made('-ar', '44100', '-c:a', 'wmav2', '-f', 'asf'),
  'nothing at all': new Uint8Array(0),
  'a text': new TextEncoder().encode('No sound at all. '.repeat(100)),
};
rmSync(folder, { recursive: true });

const { outputFiles } = await build({
  entryPoints: ['test/bench/pages/audio-files.ts'], bundle: true, write: false, format: 'iife', target: 'es2022', logLevel: 'error', tsconfig: '.config/tsconfig.base.json',
});
const code = outputFiles[0]?.text ?? '';
const server = createServer(({ url = '' }, response) => {
  const file = url === '/speech' ? wav(sound) : Object.values(files)[Number(url.slice(1))];
  const isPage = url === '/';
  response.writeHead(file || isPage ? 200 : 404, { 'Content-Type': isPage ? 'text/html' : 'application/octet-stream' });
  response.end(isPage ? `<!doctype html><title>Files</title><script>${code.replaceAll('</script', '<\\/script')}</script>` : file);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

/** What is said of it: that it is as it should be, or what became of it. */
function wordsFor({ durationMs = 0, level = null, error }: Outcome, slackMs: number): string {
  if (error !== undefined) return `refused (${error})`;
  // What is no number is nothing by JSON.
  if (durationMs === 0 || level === null) return 'nothing';
  const isLong = Math.abs(durationMs - 3_000) > slackMs;
  const isLoud = Math.abs(level - expectedLevel) > 3;
  if (!isLong && !isLoud) return 'as it is';
  return [isLong ? `${(durationMs / 1_000).toFixed(1)} s` : '', isLoud ? `${level.toFixed(0)} dB` : ''].filter(Boolean).join(', ');
}

const expectedLevel = 10 * Math.log10(new Int16Array(sound.buffer).reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / (sound.length / 2));
const hasSounds = lacksSoundServer() === false;
const sounds = hasSounds ? await startSoundServer() : undefined;
/** Firefox has contexts that run only where there is a sound card. */
const optionsFor = (name: string): PageOptions => (name === 'firefox' && sounds ? { soundServer: sounds.environment } : {});

// First all that browsers record themselves, then all files in each browser.
for (const name of wantedBrowsers()) {
  const page = await openPage(optionsFor(name), name);
  await page.open(`http://localhost:${port}/`);
  for (const type of ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4;codecs=opus', 'audio/mp4;codecs=mp4a.40.2']) {
    const recorded = await page.evaluate((wanted) => audioFiles.record('/speech', wanted), type);
    if (recorded !== undefined && recorded !== null) files[`${type}, recorded by ${name}`] = new Uint8Array(Buffer.from(recorded, 'base64'));
  }
  await page.close();
}

const columns: { readonly name: string; readonly version: string; readonly browser: string[]; readonly widget: string[] }[] = [];
for (const name of wantedBrowsers()) {
  const column = { name, version: await versionOf(name), browser: [] as string[], widget: [] as string[] };
  const opened = await openPage({}, name);
  await opened.open(`http://localhost:${port}/`);
  for (const [index, file] of Object.keys(files).entries()) {
    // A recorder begins a little before the sound, and ends a little behind it.
    const slackMs = file.includes('recorded') ? 500 : 150;
    column.widget.push(wordsFor(await opened.evaluate((path) => audioFiles.byWidget(path), `/${index}`), slackMs));
    column.browser.push(wordsFor(await opened.evaluate((path) => audioFiles.byBrowser(path), `/${index}`), slackMs));
  }
  await opened.close();
  columns.push(column);
}
await sounds?.close();
server.close();

/** What they say is the same in all of them is said once. */
function widgetWords(index: number): string | undefined {
  const all = columns.map(({ widget }) => widget[index]);
  return new Set(all).size === 1 ? all[0] : columns.map(({ name, widget }) => `${name}: ${widget[index]}`).join('; ');
}
const rows = Object.keys(files).map((name, index) => `| ${name} | ${columns.map(({ browser }) => browser[index]).join(' | ')} | ${widgetWords(index)} |`);
const table = [`| 3 s of speech as | ${columns.map(({ version }) => `${version} alone`).join(' | ')} | the widget |`, `| --- | ${columns.map(() => '---').join(' | ')} | --- |`, ...rows].join('\n');
const marks = /(<!-- begin: npm run bench -- audio-files -->\n)[^]*(\n<!-- end -->)/;
const text = readFileSync(page, 'utf8');
if (!marks.test(text)) throw new Error(`${page} has no place for the table`);
writeFileSync(page, text.replace(marks, `$1\n${table}\n$2`));
console.log(table);
process.exit(0);

async function versionOf(name: string): Promise<string> {
  if (name === 'webkit') {
    const { session, close } = await startWebKitGtk();
    await close();
    return `WebKitGTK ${firstVersion(session.version)}`;
  }
  const { stdout } = spawnSync(findBrowser(name as 'chromium') ?? name, ['--version'], { encoding: 'utf8' });
  return `${name === 'chromium' ? 'Chromium' : 'Firefox'} ${firstVersion(stdout)}`;
}

function firstVersion(said: string | null): string {
  return /\d+(\.\d+)+/.exec(said ?? '')?.[0] ?? '';
}
