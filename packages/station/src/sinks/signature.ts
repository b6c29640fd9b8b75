import { createHmac } from 'node:crypto';

/**
 * The header that proves a message's origin and time: `t=SECONDS,v1=HEX`, where HEX is the
 * HMAC-SHA-256 of `SECONDS.BODY` under the shared secret. A receiver that refuses old times cannot
 * be sent a message twice by someone who overheard it.
 */
export function signature(secret: string, body: string, seconds: number): string {
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hex}`;
}
