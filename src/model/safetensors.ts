import { NominalError } from '../errors/index.ts';
import { HEADER_START, headerLength, parseHeader } from '../safetensorsHeader.ts';

/** A tensor of a safetensors file, of one of the types that models use. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint32Array;
}

/** The element types of a model file, with their sizes in bytes. */
const elementBytes = { F32: 4, U32: 4 } as const;

/**
 * Encodes the safetensors layout: an unsigned 64-bit header length, a JSON header padded with spaces to a
 * multiple of 8 bytes, then the tensors in the header's order. The header contains the text metadata.
 */
export function encodeSafetensors(
  metadata: Readonly<Record<string, string>>,
  tensors: Readonly<Record<string, StoredTensor>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const dtype = data instanceof Float32Array ? 'F32' : 'U32';
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + padded + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(json, 8);
  file.fill(0x20, 8 + json.length, 8 + padded);
  let at = 8 + padded;
  for (const { data } of Object.values(tensors)) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** The content of a safetensors file; tensors are copies, so the file's bytes can be released. */
export interface DecodedSafetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** A training image takes about 130 bytes of it: more than any fit has. */
const MAX_HEADER_BYTES = 256 * 2 ** 20;

/**
 * Decodes the output of {@link encodeSafetensors}. Every offset and shape is checked before it is used.
 *
 * @throws NominalError `MODEL_DAMAGED`.
 */
export function decodeSafetensors(file: Uint8Array, path: string): DecodedSafetensors {
  const refuse = (received: string, cause?: unknown) =>
    new NominalError('MODEL_DAMAGED', {
      reason: 'modelDamaged',
      what: `${path} is not a whole model file`,
      expected: 'a model file, whole and unchanged, not a file of another kind',
      received,
      remedy,
      cause,
    });
  const bodyStart = HEADER_START + headerLength(file, file.length, refuse, MAX_HEADER_BYTES);
  const body = file.subarray(bodyStart);
  const json = file.subarray(HEADER_START, bodyStart);
  const { metadata, tensors } = parseHeader(json, body.length, elementBytes, refuse);
  const decoded = [...tensors].map(([name, { type, shape, start, end }]) => {
    // A copy: a view would keep the whole file in memory and may not be aligned.
    const { buffer } = Uint8Array.from(body.subarray(start, end));
    const data = type === 'F32' ? new Float32Array(buffer) : new Uint32Array(buffer);
    return [name, { shape, data }] as const;
  });
  return { metadata, tensors: new Map(decoded) };
}

const remedy = 'Copy it again from where it was made, or fit the model again';

/** The error for a file that is not an intact model file. */
export function damaged(path: string, why: string, cause?: unknown): NominalError {
  return new NominalError('MODEL_DAMAGED', {
    reason: 'modelDamaged',
    what: `${path} is not a whole model file: ${why}`,
    remedy,
    cause,
  });
}
