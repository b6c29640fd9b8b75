import { createHash } from 'node:crypto';
import { metadataKeys } from './metadata.ts';

/** Stands in for the checksum while it is computed over the whole file. */
export const CHECKSUM_PLACEHOLDER = '0'.repeat(64);

/** Computes the checksum of an exported file and writes it into the file (in place). */
export function seal(file: Uint8Array): void {
  const at = placeOf(file);
  if (at < 0) throw new RangeError('the file has no place for its checksum');
  file.set(new TextEncoder().encode(checksumOf(file, at)), at);
}

/** Whether the checksum in the file matches its bytes; null if it has none. */
export function isSealed(file: Uint8Array): boolean | null {
  const at = placeOf(file);
  if (at < 0) return null;
  const stated = new TextDecoder('latin1').decode(file.subarray(at, at + 64));
  return stated === checksumOf(file, at);
}

function checksumOf(file: Uint8Array, at: number): string {
  return createHash('sha256')
    .update(file.subarray(0, at))
    .update(CHECKSUM_PLACEHOLDER)
    .update(file.subarray(at + CHECKSUM_PLACEHOLDER.length))
    .digest('hex');
}

/** Field 2 of a StringStringEntryProto, of 64 bytes. */
const VALUE_HEADER = [0x12, CHECKSUM_PLACEHOLDER.length];

/** The checksum is the last entry of the metadata, which is the last field that is written. */
function placeOf(file: Uint8Array): number {
  const before = [...new TextEncoder().encode(metadataKeys.sha256), ...VALUE_HEADER];
  const at = file.length - CHECKSUM_PLACEHOLDER.length;
  const start = at - before.length;
  return start >= 0 && before.every((byte, i) => file[start + i] === byte) ? at : -1;
}
