import {
  createTensorInfo,
  GraphBuilder,
  type OnnxModel,
  pruneGraph,
  TensorProto_DataType,
} from '../onnx/index.ts';
import { quantizableTensors } from './quantizableTensors.ts';

/** Names of the outputs of the graph that {@link addRangeOutputs} makes. */
export const rangeOutputs = { least: 'least_values', largest: 'largest_values' } as const;

/**
 * Turns a trunk into a network that yields, for a batch, the least and the largest value of every
 * tensor that would be rounded to 8 bits: two float32 vectors in the order of the names returned.
 *
 * @param trunk is changed in place.
 * @param taps the tensors up to which the trunk is used.
 */
export function addRangeOutputs(trunk: OnnxModel, taps: readonly string[]): readonly string[] {
  const { graph } = trunk;
  pruneGraph(graph, taps);
  const { tensors } = quantizableTensors(graph);
  const builder = new GraphBuilder(graph, 'ranges');
  const one = builder.int64([1]);
  const { FLOAT } = TensorProto_DataType;
  graph.output = [];
  for (const [operation, output] of [
    ['ReduceMin', rangeOutputs.least],
    ['ReduceMax', rangeOutputs.largest],
  ] as const) {
    const values = tensors.map((tensor) =>
      builder.node('Reshape', [reduced(builder, operation, tensor), one]),
    );
    builder.node('Concat', values, { axis: 0 }, output);
    graph.output.push(createTensorInfo(output, FLOAT, [tensors.length]));
  }
  return tensors;
}

/** Over all axes: that of the largest operator sets takes none as all, too. */
function reduced(builder: GraphBuilder, operation: string, tensor: string): string {
  return builder.node(operation, [tensor], { keepdims: 0 });
}
