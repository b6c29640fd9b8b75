import { createHash } from 'node:crypto';
import { damaged } from './safetensors.ts';

/** Takes the place of the checksum while it is computed over the whole file. */
export const CHECKSUM_PLACEHOLDER = '0'.repeat(64);

/** Replaces {@link CHECKSUM_PLACEHOLDER} in a file by the SHA-256 of the file (in place). */
export function writeChecksum(file: Uint8Array): void {
  const checksum = createHash('sha256').update(file).digest('hex');
  file.set(new TextEncoder().encode(checksum), checksumOffset(file));
}

/** @throws NominalError `MODEL_DAMAGED` if the checksum does not match the file. */
export function verifyChecksum(file: Uint8Array, expected: string, path: string): void {
  const offset = checksumOffset(file);
  if (offset < 0) throw damaged(path, 'its checksum is not where it should be');
  // Over the file with the placeholder instead of the checksum, as when it was computed.
  const hash = createHash('sha256')
    .update(file.subarray(0, offset))
    .update(CHECKSUM_PLACEHOLDER)
    .update(file.subarray(offset + CHECKSUM_PLACEHOLDER.length));
  if (hash.digest('hex') !== expected) {
    throw damaged(path, 'its checksum does not match its content');
  }
}

/** The checksum stored in a model file, which identifies it; null if there is none. */
export function readChecksum(file: Uint8Array): string | null {
  const offset = checksumOffset(file);
  if (offset < 0) return null;
  const end = offset + CHECKSUM_PLACEHOLDER.length;
  const text = new TextDecoder('latin1').decode(file.subarray(offset, end));
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
}

/** Offset of the checksum in a file, or -1 if there is none. */
export function checksumOffset(file: Uint8Array): number {
  const key = '"sha256":"';
  if (file.length < 8) return -1;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerEnd = 8 + Math.min(file.length - 8, Number(view.getBigUint64(0, true)));
  // One character per byte. Quotes inside the manifest are escaped, so the first unescaped match is in the metadata.
  const at = new TextDecoder('latin1').decode(file.subarray(0, headerEnd)).indexOf(key);
  return at < 0 ? -1 : at + key.length;
}
