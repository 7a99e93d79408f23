import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { build } from 'esbuild';

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** It comes when `release` is called. */
  readonly isHeld?: boolean;
}

export interface VoicePageOptions {
  /** Headers of the page itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is answered instead of a file, by its path. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

export interface VoicePage {
  /** `http://localhost:{port}/`, which is secure enough for microphones. */
  readonly url: string;
  /** The same files on another origin, as on a CDN. */
  readonly elsewhere: string;
  /** Lets go of what is held. */
  release(): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.html': 'text/html',
};

let script: Promise<string> | undefined;

/** The engine with what tests do to it, for `<script type="module">`. */
function bundle(): Promise<string> {
  return (script ??= build({
    entryPoints: ['test/audio/page/voice.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    tsconfig: '.config/tsconfig.base.json',
  }).then(({ outputFiles: [file] }) => file?.text ?? ''));
}

/** A page on which there is nothing but the audio engine, as `globalThis.voice`; see `test/audio/page`. */
export async function serveVoicePage({ headers = {}, answers = {} }: VoicePageOptions = {}): Promise<VoicePage> {
  const engine = await bundle();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = createServer(({ url = '' }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    const send = (content: string | Buffer, type: string, status = 200) => {
      const own = path === '/' ? headers : answers[path]?.headers;
      response.writeHead(status, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store', ...own });
      response.end(content);
    };
    const answer = answers[path];
    if (answer) {
      const give = () => send(answer.body ?? '', answer.type ?? types[extname(path)] ?? 'text/plain', answer.status);
      return answer.isHeld ? void held.then(give) : give();
    }
    if (path === '/') return send('<!doctype html><title>Voice</title><button>Start</button><script type="module" src="/voice.js"></script>', 'text/html');
    if (path === '/voice.js') return send(engine, 'text/javascript');
    if (path === '/recorder.js') return send(readFileSync('test/audio/page/recorder.js'), 'text/javascript');
    if (!path.startsWith('/dist/')) return send('', 'text/plain', 204);
    try {
      send(readFileSync(path.slice(1)), types[extname(path)] ?? 'application/octet-stream');
    } catch {
      send('There is nothing here', 'text/plain', 404);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    elsewhere: `http://127.0.0.1:${port}/`,
    release,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
