import type { FastifyReply } from 'fastify';
import type { Tables } from '../store/index.ts';

/** So often a comment is sent, lest a proxy takes the silence for an end, and the token is looked up. */
const HEARTBEAT_MS = 15_000;
/** Bytes that may wait for a client that reads slower than things happen; beyond, it is cut off. */
const MAX_BACKLOG_BYTES = 2 ** 20;

/** A stream of server-sent events to one client. */
export interface EventStream {
  /** Of the token that it was asked for with: it ends with the token. Null for a client of this machine. */
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
    // Whoever removed it may have done so elsewhere. Without a database nobody knows.
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

/** Ends what a token that is removed still receives. */
export function endStreamsOf(tokenId: string, streams: ReadonlySet<EventStream>): void {
  for (const stream of streams) if (stream.tokenId === tokenId) stream.end();
}
