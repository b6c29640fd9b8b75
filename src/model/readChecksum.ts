import { checksumOffset, CHECKSUM_PLACEHOLDER } from './encodeModel.ts';

/** The checksum that a model file states, which names it among others; null if it states none. */
export function readChecksum(file: Uint8Array): string | null {
  const offset = checksumOffset(file);
  if (offset < 0) return null;
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
    .subarray(offset, offset + CHECKSUM_PLACEHOLDER.length)
    .toString('latin1');
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
}
