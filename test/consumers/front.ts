import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Which requests are the relay's. */
const isRelays = (path: string): boolean => /^\/(token$|clients\/agents\/|ws\/clients\/agents\/)/.test(path);

export interface Front {
  readonly origin: string;
  /** Paths that were asked for and not there. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/**
 * The site of a consumer, as a visitor sees it: one origin, at which the relay is beside the application.
 *
 * @param backend the relay's origin
 * @param site a folder, with headers for all that is in it, or the origin of the application's own server
 */
export async function startFront(
  backend: string,
  site: { readonly folder: string; readonly headers?: Readonly<Record<string, string>> } | { readonly origin: string },
): Promise<Front> {
  const missing: string[] = [];
  const behind = (path: string): URL | undefined => {
    if (isRelays(path)) return new URL(backend);
    return 'origin' in site ? new URL(site.origin) : undefined;
  };
  const server = createServer((incoming, response) => {
    const path = new URL(incoming.url ?? '/', 'http://front').pathname;
    const target = behind(path);
    response.once('finish', () => {
      if (response.statusCode === 404) missing.push(path);
    });
    if (!target) {
      const { folder, headers } = site as Exclude<typeof site, { readonly origin: string }>;
      void fileOf(folder, path).then((file) => {
        if (!file) return response.writeHead(404).end();
        return response.writeHead(200, { 'Content-Type': file.type, ...headers }).end(file.content);
      });
      return;
    }
    const outgoing = request(
      { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.once('error', () => response.writeHead(502).end());
    incoming.pipe(outgoing);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket, head) => {
    const target = behind(new URL(incoming.url ?? '/', 'http://front').pathname);
    if (!target) return socket.destroy();
    const far = connect(Number(target.port), target.hostname, () => {
      const headers = incoming.rawHeaders.flatMap((name, index, all) => (index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : []));
      far.write([`${incoming.method} ${incoming.url} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
      far.write(head);
      far.pipe(socket).pipe(far);
    });
    far.on('error', () => socket.destroy());
    return socket.on('error', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A file of a site, as any web server would find it. */
export async function fileOf(folder: string, path: string): Promise<{ content: Buffer; type: string } | undefined> {
  const within = normalize(decodeURIComponent(path));
  if (within.includes('..')) return undefined;
  const file = join(folder, within);
  try {
    const found = (await stat(file)).isDirectory() ? join(file, 'index.html') : file;
    return { content: await readFile(found), type: types[extname(found)] ?? 'application/octet-stream' };
  } catch {
    return undefined;
  }
}
