import { createHash } from 'node:crypto';
import { NominalError } from 'nominal-vision/internal/errors';

/** Wrong tokens that one address may send within the time. */
const MAX_WRONG = 20;
const WINDOW_MS = 60_000;
/** Addresses and tokens that are remembered; beyond, those that came first are forgotten. */
const MAX_REMEMBERED = 10_000;

interface Wrong {
  count: number;
  readonly until: number;
}

/**
 * Bounds how many tokens an address can try. Beyond the limit only tokens that were right before are
 * looked up at all, so that others who share the address are not shut out.
 */
export class TokenTrials {
  readonly #wrong = new Map<string, Wrong>();
  /** Hashes of tokens that were right. */
  readonly #right = new Set<string>();

  /** @throws NominalError `RATE_LIMITED` if the token of this address is not to be looked up. */
  assertAllowed(address: string, secret: string): void {
    const wrong = this.#wrong.get(address);
    const now = performance.now();
    if (wrong === undefined || wrong.count < MAX_WRONG || now > wrong.until) return;
    if (this.#right.has(hash(secret))) return;
    throw new NominalError('RATE_LIMITED', {
      reason: 'tooManyWrongTokens',
      what: 'too many wrong tokens came from this address',
      remedy: 'Try again later',
      details: { retryAfterS: Math.ceil((wrong.until - now) / 1000) },
    });
  }

  /** Notes whether a token that was looked up is one. */
  note(address: string, secret: string, isRight: boolean): void {
    if (isRight) {
      this.#right.add(hash(secret));
      forgetFirst(this.#right);
      return;
    }
    this.#right.delete(hash(secret));
    const now = performance.now();
    const known = this.#wrong.get(address);
    if (known !== undefined && now <= known.until) known.count++;
    else {
      this.#wrong.delete(address);
      this.#wrong.set(address, { count: 1, until: now + WINDOW_MS });
      forgetFirst(this.#wrong);
    }
  }
}

function forgetFirst(remembered: Map<string, unknown> | Set<string>): void {
  const [first] = remembered.keys();
  if (remembered.size > MAX_REMEMBERED && first !== undefined) remembered.delete(first);
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
