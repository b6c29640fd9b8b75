import {
  createTensor,
  GraphBuilder,
  type GraphProto,
  TensorProto_DataType,
} from '../backbone/onnx/index.ts';
import { toHalf } from './toHalf.ts';

/** Fewer values save nothing, and may be what a graph computes shapes from. */
const MIN_VALUES = 64;

/**
 * Stores the weights of a graph in half precision (in place): each is cast to float32 where it is
 * used, so that every runtime computes as before, with weights of 11 significant bits.
 *
 * @throws NominalError `EXPORT_UNSUPPORTED` for a weight that half precision cannot hold. RangeError if a
 *   weight lies elsewhere than in the graph.
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
