import type { PixelFormat } from './pixelFormats.ts';

/**
 * The values of a camera's frame as whole numbers from 0 to 2^bits − 1.
 *
 * @param bytes at least as many as `count` values take in this format; they are not changed.
 * @returns values of 8 bits alias the bytes; others are new.
 */
export function unpackValues(
  bytes: Uint8Array,
  { packing, bits }: PixelFormat,
  count: number,
): Uint8Array | Uint16Array {
  if (packing === 'bytes') return bytes.subarray(0, count);
  const values = new Uint16Array(count);
  if (packing === 'words') unpackWords(bytes, values, 2 ** bits - 1);
  else if (packing === 'stream') unpackStream(bytes, values, bits);
  else unpackPairs(bytes, values, bits);
  return values;
}

/** A value above the largest one is that: stray upper bits must not become black. */
function unpackWords(bytes: Uint8Array, values: Uint16Array, largest: number): void {
  for (let i = 0, at = 0; i < values.length; i++, at += 2) {
    values[i] = Math.min(largest, bytes[at] | (bytes[at + 1] << 8));
  }
}

function unpackStream(bytes: Uint8Array, values: Uint16Array, bits: number): void {
  const mask = 2 ** bits - 1;
  let [held, heldBits, at] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    while (heldBits < bits) {
      held |= bytes[at++] << heldBits;
      heldBits += 8;
    }
    values[i] = held & mask;
    held >>>= bits;
    heldBits -= bits;
  }
}

function unpackPairs(bytes: Uint8Array, values: Uint16Array, bits: number): void {
  const low = bits - 8;
  const mask = 2 ** low - 1;
  for (let i = 0, at = 0; i < values.length; i += 2, at += 3) {
    values[i] = (bytes[at] << low) | (bytes[at + 1] & mask);
    // An odd last value has no partner; what lies beyond the end is not written.
    if (i + 1 < values.length)
      values[i + 1] = (bytes[at + 2] << low) | ((bytes[at + 1] >> 4) & mask);
  }
}
