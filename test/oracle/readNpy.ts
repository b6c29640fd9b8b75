import { readFileSync } from 'node:fs';

/** Values of a .npy file, C order. */
export interface NpyArray<Data> {
  readonly shape: readonly number[];
  readonly data: Data;
}

type NpyData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/**
 * Reads a NumPy .npy file: little-endian C-order float32, float64, int32, int64 (as bigint), uint8 or bool (as 0 and 1).
 * @throws Error if the file is of another type.
 */
export function readNpy(path: string): NpyArray<NpyData> {
  const file = readFileSync(path);
  if (file.toString('latin1', 0, 6) !== '\x93NUMPY') throw new Error(`${path} is not a .npy file`);
  const wide = file[6] > 1;
  const headerStart = wide ? 12 : 10;
  const start = headerStart + (wide ? file.readUInt32LE(8) : file.readUInt16LE(8));
  const header = file.toString('latin1', headerStart, start);
  const type = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const dims = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (dims === undefined || !header.includes("'fortran_order': False")) {
    throw new Error(`${path}: header ${header} cannot be read`);
  }
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim)]));
  // A copy, because typed arrays need an aligned start.
  const buffer = Uint8Array.from(file.subarray(start)).buffer;
  switch (type) {
    case '<f4':
      return { shape, data: new Float32Array(buffer) };
    case '<f8':
      return { shape, data: new Float64Array(buffer) };
    case '<i4':
      return { shape, data: new Int32Array(buffer) };
    case '<i8':
      return { shape, data: new BigInt64Array(buffer) };
    case '|u1':
    case '|b1':
      return { shape, data: new Uint8Array(buffer) };
    default:
      throw new Error(`${path}: element type ${type} cannot be read`);
  }
}

/**
 * Reads a float32 .npy file.
 * @throws Error if the file is of another type.
 */
export function readFloatNpy(path: string): NpyArray<Float32Array> {
  const { shape, data } = readNpy(path);
  if (!(data instanceof Float32Array)) throw new Error(`${path} is not float32`);
  return { shape, data };
}
