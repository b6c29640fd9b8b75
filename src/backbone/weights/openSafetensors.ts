import { z } from 'zod';
import { decodeElements, elementTypes, isElementType } from './ElementType.ts';
import { invalidWeights } from './invalidWeights.ts';
import type { RandomAccess } from './openForReading.ts';
import type { WeightFile } from './WeightFile.ts';

const size = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
const headerSchema = z.record(z.string(), z.unknown());

/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Opens a safetensors file: an unsigned 64-bit header length, a JSON header, then the tensors.
 * Every offset and shape is checked before it is used. Takes the file over.
 * @throws NominalError BACKBONE_INVALID if the header is not one.
 */
export async function openSafetensors(file: RandomAccess): Promise<WeightFile> {
  const { path } = file;
  const entries = await readHeader(file);
  const shapes = new Map([...entries].map(([name, { shape }]) => [name, shape]));
  return {
    path,
    shapes,
    read: async (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw invalidWeights(path, `no tensor ${name}`);
      return decodeElements(await file.read(entry.offset, entry.bytes), entry.type);
    },
    close: () => file.close(),
  };
}

type Entries = Map<
  string,
  { shape: number[]; type: keyof typeof elementTypes; offset: number; bytes: number }
>;

async function readHeader(file: RandomAccess): Promise<Entries> {
  const { path } = file;
  const length = new DataView((await file.read(0, 8)).buffer).getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, file.bytes - 8))) {
    throw invalidWeights(path, `a header of ${length} bytes in a file of ${file.bytes}`);
  }
  const dataStart = 8 + Number(length);
  const header = parseHeader(await file.read(8, Number(length)), path);
  const entries: Entries = new Map();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = parseEntry(value, name, path);
    if (!isElementType(dtype)) throw invalidWeights(path, `tensor ${name} of type ${dtype}`);
    const bytes = shape.reduce((product, side) => product * side, elementTypes[dtype].bytes);
    const [start, end] = offsets;
    if (end - start !== bytes || dataStart + end > file.bytes) {
      throw invalidWeights(
        path,
        `tensor ${name}, whose bytes lie outside the file or do not fit its shape`,
      );
    }
    entries.set(name, { shape, type: dtype, offset: dataStart + start, bytes });
  }
  return entries;
}

function parseHeader(bytes: Uint8Array, path: string): Record<string, unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return headerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalidWeights(path, 'a header that is not JSON', { cause });
  }
}

function parseEntry(value: unknown, name: string, path: string): z.infer<typeof entrySchema> {
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidWeights(path, `tensor ${name}, which is not described as it must be`, {
    cause: parsed.error,
  });
}
