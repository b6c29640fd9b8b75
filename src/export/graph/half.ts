import {
  createTensor,
  GraphBuilder,
  type GraphProto,
  TensorProto_DataType,
} from '../../backbone/onnx/index.ts';
import { floatToHalf } from '../../core/tensor/index.ts';
import { NominalError } from '../../errors/index.ts';

/** The exponent bits of infinities and NaN in half precision. */
const NOT_FINITE = 0x7c00;

/**
 * Values in half precision.
 *
 * @param what name of their holder, for messages.
 * @throws NominalError `EXPORT_UNSUPPORTED` for a value beyond 65504, which would become an infinity.
 */
export function toHalf(values: Float32Array, what: string): Uint16Array {
  const half = Uint16Array.from(values, floatToHalf);
  const beyond = half.findIndex((bits) => (bits & NOT_FINITE) === NOT_FINITE);
  if (beyond < 0) return half;
  throw new NominalError('EXPORT_UNSUPPORTED', {
    what: `${what} cannot be stored in half precision`,
    expected: 'values between -65504 and 65504',
    received: String(values[beyond]),
    remedy: 'Store it in float32 or int8',
  });
}

/** Fewer values save nothing, and a graph may compute shapes from them. */
const MIN_VALUES = 64;

/**
 * Stores the weights of a graph in half precision (in place). Each is cast to float32 where it is used,
 * so that every runtime computes as before, with weights of 11 significant bits.
 *
 * @throws NominalError `EXPORT_UNSUPPORTED` for a weight that half precision cannot hold; RangeError if a
 *   weight is not in the graph itself.
 */
export function storeHalf(graph: GraphProto): void {
  const { FLOAT } = TensorProto_DataType;
  const rest = graph.node;
  graph.node = [];
  const builder = new GraphBuilder(graph, 'half');
  graph.initializer = graph.initializer.map((tensor) => {
    const { name, rawData } = tensor;
    const dims = tensor.dims.map(Number);
    const values = dims.reduce((product, side) => product * side, 1);
    if (tensor.dataType !== FLOAT || values < MIN_VALUES) return tensor;
    if (rawData.length !== 4 * values) throw new RangeError(`weights ${name} are not in the graph`);
    const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
    const floats = Float32Array.from({ length: values }, (_, i) => view.getFloat32(4 * i, true));
    const half = toHalf(floats, `the tensor ${name} of the network`);
    const stored = `half/${name}`;
    builder.node('Cast', [stored], { to: FLOAT }, name);
    return createTensor(stored, dims, half);
  });
  graph.node.push(...rest);
}
