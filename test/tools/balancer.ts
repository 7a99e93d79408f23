import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Balancer {
  readonly url: string;
  /** How many connections each target was given. */
  readonly given: readonly number[];
  close(): Promise<void>;
}

/** A plain TCP balancer: each connection goes to the next target in turn, or to the one after where that is away. */
export async function startBalancer(targets: () => readonly string[]): Promise<Balancer> {
  const open = new Set<Socket>();
  const given: number[] = [];
  let turn = 0;
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    return socket;
  };
  const server = createServer({ allowHalfOpen: false }, (client) => {
    keep(client);
    const addresses = targets();
    const attempt = (left: number): void => {
      if (left === 0) return void client.destroy();
      const index = turn++ % addresses.length;
      const { hostname, port } = new URL(addresses[index] ?? '');
      const target = keep(connect(Number(port), hostname));
      const onRefused = () => attempt(left - 1);
      target.once('error', onRefused);
      target.once('connect', () => {
        target.removeListener('error', onRefused);
        given[index] = (given[index] ?? 0) + 1;
        client.pipe(target).pipe(client);
        client.once('close', () => target.destroy());
        target.once('close', () => client.destroy());
      });
      return undefined;
    };
    attempt(addresses.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      return closed;
    },
  };
}
