import type { FastifyReply } from 'fastify';

/** So often a comment is sent, lest a proxy takes the silence for an end. */
const HEARTBEAT_MS = 15_000;

/** A stream of server-sent events to one client. */
export interface EventStream {
  readonly send: (event: string, data: unknown) => void;
  readonly end: () => void;
}

/**
 * Answers with server-sent events.
 *
 * @param open streams that are open, so that a stopping server can end them.
 * @param subscribe begins to send and returns how to stop.
 */
export function streamEvents(
  reply: FastifyReply,
  open: Set<EventStream>,
  subscribe: (stream: EventStream) => () => void,
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  const heartbeat = setInterval(() => raw.write(': \n\n'), HEARTBEAT_MS);
  const stream: EventStream = {
    send: (event, data) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => raw.end(),
  };
  open.add(stream);
  const unsubscribe = subscribe(stream);
  raw.on('close', () => {
    clearInterval(heartbeat);
    open.delete(stream);
    unsubscribe();
  });
}
