import { halfToFloat } from '../../core/tensor/index.ts';

/** How the values of a stored tensor are encoded; all are little-endian. */
export type ElementType = keyof typeof elementTypes;

interface Coding {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** Bytes and decoding of each element type. */
export const elementTypes = {
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F16: { bytes: 2, read: (view, at) => halfToFloat(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: readBfloat16 },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => view.getUint8(at) },
} as const satisfies Record<string, Coding>;

/**
 * Values as float32. Aligned float32 values are not copied but alias `bytes`.
 * @param bytes a whole number of elements.
 */
export function decodeElements(bytes: Uint8Array, type: ElementType): Float32Array {
  const { bytes: size, read } = elementTypes[type];
  const count = bytes.byteLength / size;
  if (type === 'F32' && bytes.byteOffset % 4 === 0) {
    return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = read(view, i * size);
  return values;
}

/** A bfloat16 is the upper half of a float32. */
function readBfloat16(view: DataView, at: number): number {
  scratch.setUint32(0, view.getUint16(at, true) << 16);
  return scratch.getFloat32(0);
}

const scratch = new DataView(new ArrayBuffer(4));
