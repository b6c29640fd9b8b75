import type { GraphModel, Weight, WeightSpec } from './GraphModel.ts';
import { halfToFloat } from '../../../core/tensor/index.ts';
import { invalidGraph } from './invalidGraph.ts';

/**
 * Decodes the weights of a graph model: float32 and int32 as they are, float16 widened, uint8 and
 * uint16 as `value * scale + min` (TensorFlow.js `io.decodeWeights`).
 * @param shards the files named by `weightsManifest[*].paths`, in that order.
 * @throws NominalError BACKBONE_INVALID if the length of the shards is not the described one, or if a
 * weight has an unknown type.
 */
export function decodeWeights(
  manifest: GraphModel['weightsManifest'],
  shards: ReadonlyMap<string, Uint8Array>,
): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  for (const group of manifest) {
    const bytes = joinShards(group.paths, shards);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    for (const spec of group.weights) {
      const count = spec.shape.reduce((product, size) => product * size, 1);
      const length = count * bytesPerValue(spec);
      if (offset + length > bytes.length) throw wrongLength(offset + length, bytes.length);
      const start = offset;
      weights.set(spec.name, { shape: spec.shape, data: decode(spec, count, view, start) });
      offset += length;
    }
    if (offset !== bytes.length) throw wrongLength(offset, bytes.length);
  }
  return weights;
}

function decode(
  spec: WeightSpec,
  count: number,
  view: DataView,
  start: number,
): Float32Array | Int32Array {
  const scale = spec.quantization?.scale ?? 1;
  const min = spec.quantization?.min ?? 0;
  const fill = (read: (index: number) => number) =>
    Float32Array.from({ length: count }, (_, i) => read(i));
  switch (spec.quantization?.dtype) {
    case 'float16':
      return fill((i) => halfToFloat(view.getUint16(start + 2 * i, true)));
    case 'uint16':
      return fill((i) => view.getUint16(start + 2 * i, true) * scale + min);
    case 'uint8':
      return fill((i) => view.getUint8(start + i) * scale + min);
    default:
      if (spec.dtype === 'float32') return fill((i) => view.getFloat32(start + 4 * i, true));
      if (spec.dtype === 'bool')
        return Int32Array.from({ length: count }, (_, i) => view.getUint8(start + i));
      return Int32Array.from({ length: count }, (_, i) => view.getInt32(start + 4 * i, true));
  }
}

function bytesPerValue(spec: WeightSpec): number {
  if (spec.quantization !== undefined) return spec.quantization.dtype === 'uint8' ? 1 : 2;
  if (spec.dtype === 'float32' || spec.dtype === 'int32') return 4;
  if (spec.dtype === 'bool') return 1;
  throw invalidGraph(
    `weight ${spec.name} cannot be read`,
    'element type float32, int32 or bool',
    spec.dtype,
  );
}

function joinShards(paths: readonly string[], shards: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts = paths.map((path) => {
    const shard = shards.get(path);
    if (shard === undefined) throw invalidGraph(`weight file ${path} is missing`);
    return shard;
  });
  if (parts.length === 1) return parts[0];
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function wrongLength(expected: number, received: number): Error {
  return invalidGraph(
    'the weight files do not match the model',
    `at least ${expected} bytes, all of them described`,
    `${received} bytes`,
  );
}
