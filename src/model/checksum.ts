import { checksumOffset, CHECKSUM_PLACEHOLDER } from './encodeModel.ts';

/** The checksum that a model file states, which names it among others; null if it states none. */
export function readChecksum(file: Uint8Array): string | null {
  const offset = checksumOffset(file);
  if (offset < 0) return null;
  const end = offset + CHECKSUM_PLACEHOLDER.length;
  const text = new TextDecoder('latin1').decode(file.subarray(offset, end));
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
}
