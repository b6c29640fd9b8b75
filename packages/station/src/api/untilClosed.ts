import type { FastifyReply } from 'fastify';

/** Aborts when the client has gone: work that is not begun by then need not be. */
export function untilClosed(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
