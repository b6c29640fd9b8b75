import type { FastifyReply } from 'fastify';

/** Aborts when who asked has gone: what is not begun for them by then need not be. */
export function untilClosed(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
