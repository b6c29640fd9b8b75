import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { shownUrl } from '../../endpoints/secrets.ts';
import { alarmKey, type SinkKind, sinkKeys, verdictsKey } from './SinkKind.ts';

/** Address to which each decision and each alarm is posted. */
const schema = z.strictObject({
  kind: z.literal('webhook'),
  ...sinkKeys,
  ...verdictsKey,
  ...alarmKey,
  url: z.url({ protocol: /^https?$/ }),
  secret: z
    .string()
    .min(16)
    .describe('Key of the HMAC-SHA-256 signature that each message carries'),
  timeoutMs: z.int().min(100).max(600_000).default(10_000),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(12)
    .describe('Attempts before a message is given up; the wait between them doubles'),
  retryMs: z.int().min(10).max(3_600_000).default(1000).describe('Wait after the first attempt'),
});

/** An address to which each decision is posted. */
export const webhookSink: SinkKind<typeof schema> = {
  schema,
  showsState: false,
  open: ({ url, secret, timeoutMs }) =>
    Promise.resolve({
      send: async (body, signal) => {
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'nominal-signature': signature(secret, body, Math.floor(Date.now() / 1000)),
          },
          body,
          redirect: 'error',
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        }).catch((error: unknown) => {
          // What fetch itself says is only that it failed.
          const { cause = error } = error as { readonly cause?: unknown };
          throw new RangeError(
            `${shownUrl(url)}: ${cause instanceof Error ? cause.message : String(cause)}`,
          );
        });
        await response.body?.cancel();
        if (!response.ok) throw new RangeError(`${shownUrl(url)} answered ${response.status}`);
      },
      close: () => Promise.resolve(),
    }),
};

/**
 * The header that proves a message's origin and time: `t=SECONDS,v1=HEX`, where HEX is the
 * HMAC-SHA-256 of `SECONDS.BODY` under the shared secret. A receiver that refuses old times cannot
 * be sent a message twice by someone who overheard it.
 */
function signature(secret: string, body: string, seconds: number): string {
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hex}`;
}
