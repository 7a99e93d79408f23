import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostPage {
  readonly url: string;
  close(): Promise<void>;
}

/** A site of its own origin, with one page, whatever the query: somebody else's, on which the widget is a guest. */
export async function serveHostPage(html: string, headers: Readonly<Record<string, string>> = {}): Promise<HostPage> {
  const server = createServer(({ url }, response) => {
    const isPage = url === '/' || url?.startsWith('/?') === true;
    // What a browser asks for by itself, an icon, is not there and not missed.
    response.writeHead(isPage ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
    response.end(isPage ? html : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
