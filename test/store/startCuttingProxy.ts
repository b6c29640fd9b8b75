import { createServer, connect, type Socket } from 'node:net';
import { join } from 'node:path';

/** A proxy between clients and a PostgreSQL server that can cut a connection at its next commit. */
export interface CuttingProxy {
  /**
   * `request`: the commit does not reach the server; `answer`: its answer does not reach the client.
   * Reconnecting has to wait until `meanwhile` has ended.
   */
  readonly cutAtCommit: (lost: 'request' | 'answer', meanwhile?: () => Promise<void>) => void;
  readonly close: () => Promise<void>;
}

/** @param folder that gets its socket, under the name that clients look for. */
export async function startCuttingProxy(socket: string, folder: string): Promise<CuttingProxy> {
  let lost: 'request' | 'answer' | null = null;
  let during = () => Promise.resolve();
  let connectable = Promise.resolve();
  const open = new Set<Socket>();
  const pass = (client: Socket) => {
    const upstream = connect(socket);
    for (const side of [client, upstream]) {
      open.add(side);
      side.on('error', () => undefined);
      side.on('close', () => {
        client.destroy();
        upstream.destroy();
        open.delete(side);
      });
    }
    client.on('data', (bytes) => {
      if (lost !== null && bytes.includes('COMMIT')) {
        if (lost === 'request') {
          client.destroy();
          connectable = during();
        } else {
          // Instead of passing the answer on, it closes both sides.
          upstream.removeAllListeners('data');
          upstream.once('data', () => client.destroy());
          upstream.write(bytes);
        }
        lost = null;
      } else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.write(bytes));
  };
  const server = createServer((client) => void connectable.then(() => pass(client)));
  await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve));
  return {
    cutAtCommit: (what, meanwhile = () => Promise.resolve()) => {
      lost = what;
      during = meanwhile;
    },
    close: async () => {
      for (const side of open) side.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
