import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** How a server misbehaves at one request. */
export interface Misbehavior {
  /** Breaks the connection after this many bytes of the answer's body. */
  readonly breakAfterBytes?: number;
  /** Stops after this many bytes and leaves the connection open. */
  readonly silentAfterBytes?: number;
  readonly status?: number;
  /** Answers a request for a part with the whole file. */
  readonly ignoresRanges?: boolean;
}

/** A real HTTP server of one file on the loopback address. */
export interface FileServer {
  readonly url: string;
  /** Headers of the requests so far. */
  readonly requests: IncomingHttpHeaders[];
  /** How it misbehaves at the next requests, one entry for each. */
  readonly misbehaviors: Misbehavior[];
  /** Replaces the served file. */
  readonly serve: (content: Uint8Array, etag?: string) => void;
  readonly close: () => Promise<void>;
}

/** Serves one file with ranges and validators, as the servers of published weights do. */
export async function startFileServer(first: Uint8Array): Promise<FileServer> {
  let content = first;
  let etag = '"first"';
  const requests: IncomingHttpHeaders[] = [];
  const misbehaviors: Misbehavior[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    const { breakAfterBytes, silentAfterBytes, status, ignoresRanges } = misbehaviors.shift() ?? {};
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const fresh = request.headers['if-range'] === etag;
    const start = range !== null && fresh && ignoresRanges !== true ? Number(range[1]) : 0;
    const body = content.subarray(start);
    const partial = start > 0;
    response.writeHead(partial ? 206 : 200, {
      etag,
      'content-length': body.length,
      ...(partial
        ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }
        : {}),
    });
    const sent = breakAfterBytes ?? silentAfterBytes;
    if (sent === undefined) response.end(body);
    else {
      response.write(body.subarray(0, sent), () => {
        if (breakAfterBytes !== undefined) setTimeout(() => response.socket?.end(), 150);
      });
    }
  });
  const url = await listen(server);
  return {
    url,
    requests,
    misbehaviors,
    serve: (next, tag = '"next"') => {
      content = next;
      etag = tag;
    },
    close: () => stop(server),
  };
}

/** A proxy that tunnels to any address and records it. */
export async function startProxy(): Promise<{
  readonly url: string;
  readonly tunnels: string[];
  readonly close: () => Promise<void>;
}> {
  const tunnels: string[] = [];
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on('connect', (request, client: Socket, head) => {
    tunnels.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(client);
      client.pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  return { url: await listen(server), tunnels, close: () => stop(server) };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
