import { floatToHalf } from '../core/tensor/index.ts';
import { NominalError } from '../errors/index.ts';

/** Bits of the half-precision number whose exponent is the largest: an infinity, or no number. */
const NO_NUMBER = 0x7c00;

/**
 * Values in half precision.
 *
 * @param what holds them, for messages.
 * @throws NominalError `EXPORT_UNSUPPORTED` for one beyond 65504, which would become an infinity.
 */
export function toHalf(values: Float32Array, what: string): Uint16Array {
  const half = Uint16Array.from(values, floatToHalf);
  const beyond = half.findIndex((bits) => (bits & NO_NUMBER) === NO_NUMBER);
  if (beyond < 0) return half;
  throw new NominalError('EXPORT_UNSUPPORTED', {
    what: `${what} cannot be stored in half precision`,
    expected: 'values between -65504 and 65504',
    received: String(values[beyond]),
    remedy: 'Store it in float32 or int8',
  });
}
