import { randomBytes } from 'node:crypto';

/** A new identifier: 80 random bits, lower-case letters and digits, fit for an address and a file name. */
export function createId(): string {
  return BigInt(`0x${randomBytes(10).toString('hex')}`)
    .toString(36)
    .padStart(16, '0');
}
