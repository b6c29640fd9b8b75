import { decodeElements, elementTypes } from '../ElementType.ts';
import { invalidWeights } from '../invalidWeights.ts';
import type { RandomAccess } from '../openForReading.ts';
import type { TorchTensor } from './PickleValue.ts';
import type { ZipEntry } from './readZipDirectory.ts';

/** Reads the elements of a tensor, whatever its strides, in C order. */
export async function readTensor(
  file: RandomAccess,
  { storage, offset, shape, strides }: TorchTensor,
  place: ZipEntry,
): Promise<Float32Array> {
  const size = elementTypes[storage.type].bytes;
  if (storage.elements * size > place.bytes) {
    throw invalidWeights(file.path, `storage ${storage.key}, which is shorter than its tensors`);
  }
  const count = shape.reduce((product, side) => product * side, 1);
  if (count === 0) return new Float32Array(0);
  const span = 1 + shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis], 0);
  const bytes = await file.read(place.offset + offset * size, span * size);
  const stored = decodeElements(bytes, storage.type);
  return isContiguous(shape, strides) ? stored : gather(stored, shape, strides, count);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

function gather(
  stored: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): Float32Array {
  const values = new Float32Array(count);
  const index = new Array<number>(shape.length).fill(0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    values[i] = stored[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= index[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return values;
}
