import type { FastifyReply } from 'fastify';
import type { Tables } from '../store/index.ts';

/**
 * Heartbeat interval: a comment keeps proxies from closing an idle stream, and the token is looked up
 * again.
 */
const HEARTBEAT_MS = 15_000;
/** Bytes that may wait for a client that reads slower than things happen; beyond, it is cut off. */
const MAX_BACKLOG_BYTES = 2 ** 20;

/** A stream of server-sent events to one client. */
export interface EventStream {
  /**
   * Id of the token that it was requested with: it ends with the token. Null for a client of this
   * machine.
   */
  readonly tokenId: string | null;
  readonly send: (event: string, data: unknown) => void;
  readonly end: () => void;
}

/**
 * Answers with server-sent events, until the client leaves, the server stops or the token is gone.
 *
 * @param subscribe begins to send and returns how to stop.
 */
export function streamEvents(
  reply: FastifyReply,
  {
    streams,
    store,
  }: { readonly streams: Set<EventStream>; readonly store: Pick<Tables, 'tokens'> },
  subscribe: (stream: EventStream) => () => void,
): void {
  const { tokenId } = reply.request;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  // The client shall know at once that it listens, not with the first event.
  raw.flushHeaders();
  const write = (text: string) => {
    if (raw.writableEnded || raw.destroyed) return;
    raw.write(text);
    if (raw.writableLength > MAX_BACKLOG_BYTES) raw.destroy();
  };
  const stream: EventStream = {
    tokenId,
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => raw.end(),
  };
  const heartbeat = setInterval(() => {
    write(': \n\n');
    // It may have been removed by another process. Without a database this is unknown.
    if (tokenId !== null) {
      store.tokens.exists(tokenId).then(
        (exists) => (exists ? undefined : stream.end()),
        () => undefined,
      );
    }
  }, HEARTBEAT_MS);
  streams.add(stream);
  const unsubscribe = subscribe(stream);
  raw.on('close', () => {
    clearInterval(heartbeat);
    streams.delete(stream);
    unsubscribe();
  });
}

/** Ends the streams of a token that was removed. */
export function endStreamsOf(tokenId: string, streams: ReadonlySet<EventStream>): void {
  for (const stream of streams) if (stream.tokenId === tokenId) stream.end();
}
