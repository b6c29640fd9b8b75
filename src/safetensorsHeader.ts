import { z } from 'zod';

/** One tensor of a safetensors file, as its header describes it. */
export interface TensorEntry<Type extends string> {
  readonly type: Type;
  readonly shape: readonly number[];
  /** First byte in the body, which begins behind the header. */
  readonly start: number;
  /** First byte behind the tensor. */
  readonly end: number;
}

/** What the header of a safetensors file states. */
export interface SafetensorsHeader<Type extends string> {
  /** Texts that the file carries; empty where it has none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of the file. */
  readonly tensors: ReadonlyMap<string, TensorEntry<Type>>;
}

/** The error for a header that cannot be read. @param received the fault, as a noun phrase. */
export type RefuseHeader = (received: string, cause?: unknown) => Error;

/** The length of the header stands in the first bytes of a file, as an unsigned 64-bit number. */
export const HEADER_START = 8;
/** The format's own limit for weights; a larger claim is damage or an attack. */
const MAX_HEADER_BYTES = 100_000_000;

const size = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
const metadataSchema = z.record(z.string(), z.string()).catch({});

/**
 * Bytes of a file's header, which begins at {@link HEADER_START}.
 *
 * @param start the first bytes of the file, at least as many as there are up to {@link HEADER_START}.
 * @throws what `refuse` gives, if the header would be longer than the file or than `maxBytes`.
 */
export function headerLength(
  start: Uint8Array,
  fileBytes: number,
  refuse: RefuseHeader,
  maxBytes = MAX_HEADER_BYTES,
): number {
  if (start.length < HEADER_START) throw refuse(`a file of ${fileBytes} bytes`);
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(maxBytes, fileBytes - HEADER_START))) {
    throw refuse(`a header of ${length} bytes in a file of ${fileBytes}`);
  }
  return Number(length);
}

/**
 * Reads the JSON header of a safetensors file. Every type, shape and offset is checked.
 *
 * @param json the bytes of the header.
 * @param bodyBytes bytes of the file behind the header.
 * @param elementBytes the element types that are read, and their sizes in bytes.
 * @throws what `refuse` gives.
 */
export function parseHeader<Type extends string>(
  json: Uint8Array,
  bodyBytes: number,
  elementBytes: Readonly<Record<Type, number>>,
  refuse: RefuseHeader,
): SafetensorsHeader<Type> {
  const { __metadata__: metadata, ...entries } = parseObject(json, refuse);
  const isType = (name: string): name is Type => Object.hasOwn(elementBytes, name);
  const tensors = new Map<string, TensorEntry<Type>>();
  for (const [name, value] of Object.entries(entries)) {
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) throw refuse(`tensor ${name}, whose entry is malformed`, parsed.error);
    const { dtype: type, shape, data_offsets: offsets } = parsed.data;
    if (!isType(type)) throw refuse(`tensor ${name} of type ${type}`);
    const [start, end] = offsets;
    const bytes = shape.reduce((product, side) => product * side, elementBytes[type]);
    if (end - start !== bytes || end > bodyBytes) {
      throw refuse(`tensor ${name}, whose bytes lie outside the file or do not fit its shape`);
    }
    tensors.set(name, { type, shape, start, end });
  }
  return { metadata: metadataSchema.parse(metadata), tensors };
}

function parseObject(json: Uint8Array, refuse: RefuseHeader): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw refuse('a header that is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse('a header that is not a JSON object');
  }
  return value as Record<string, unknown>;
}
