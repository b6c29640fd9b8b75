import { NominalError } from '../errors/index.ts';

/** A tensor of a safetensors file; only the types that models use. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint32Array;
}

interface HeaderEntry {
  readonly dtype: 'F32' | 'U32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** No model's header comes near this; a larger claim is damage or an attack. */
const MAX_HEADER_BYTES = 256 * 2 ** 20;

/**
 * The safetensors layout: an unsigned 64-bit header length, a JSON header padded with spaces to a
 * multiple of 8 bytes, then the tensors in the header's order. Text metadata is kept in the header.
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

/** What a safetensors file holds; tensors are copies, so the file's bytes can be let go. */
export interface DecodedSafetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Reads what {@link encodeSafetensors} writes. Every offset and shape is checked before it is used.
 *
 * @throws NominalError `MODEL_DAMAGED`.
 */
export function decodeSafetensors(file: Uint8Array, path: string): DecodedSafetensors {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = file.length < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(headerBytes <= Math.min(MAX_HEADER_BYTES, file.length - 8)))
    throw damaged(path, 'its header is cut short, or it is a file of another kind');
  const header = parseHeader(file.subarray(8, 8 + headerBytes), path);
  const { __metadata__: metadata, ...entries } = header;
  const body = file.subarray(8 + headerBytes);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(entries))
    tensors.set(name, readTensor(entry, body, name, path));
  return { metadata: isTextRecord(metadata) ? metadata : {}, tensors };
}

/** The error of a file that is not what a model file must be. */
export function damaged(path: string, why: string, cause?: unknown): NominalError {
  return new NominalError('MODEL_DAMAGED', {
    what: `${path} is not a whole model file: ${why}`,
    remedy: 'Copy it again from where it was made, or fit the model anew',
    cause,
  });
}

function parseHeader(bytes: Uint8Array, path: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return header as Record<string, unknown>;
    }
  } catch (cause) {
    throw damaged(path, 'its header is not JSON', cause);
  }
  throw damaged(path, 'its header is not a JSON object');
}

function readTensor(entry: unknown, body: Uint8Array, name: string, path: string): StoredTensor {
  if (!isHeaderEntry(entry)) throw damaged(path, `tensor "${name}" is not described as it must be`);
  const [start, end] = entry.data_offsets;
  const count = entry.shape.reduce((a, b) => a * b, 1);
  if (!(start >= 0 && start <= end && end <= body.length && end - start === count * 4)) {
    throw damaged(path, `tensor "${name}" lies outside the file`);
  }
  // A copy: a view would keep the whole file in memory and may not be aligned.
  const { buffer } = Uint8Array.from(body.subarray(start, end));
  return {
    shape: entry.shape,
    data: entry.dtype === 'F32' ? new Float32Array(buffer) : new Uint32Array(buffer),
  };
}

function isHeaderEntry(entry: unknown): entry is HeaderEntry {
  if (typeof entry !== 'object' || entry === null) return false;
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = entry as Partial<Record<keyof HeaderEntry, unknown>>;
  const wholes = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
  return (
    (dtype === 'F32' || dtype === 'U32') && wholes(shape) && wholes(offsets) && offsets.length === 2
  );
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((entry) => typeof entry === 'string')
  );
}
