import {
  createTensor,
  type GraphProto,
  readTensorBytes,
  readTensorValues,
  TensorProto_DataLocation,
  TensorProto_DataType,
} from '../backbone/onnx/index.ts';

/**
 * Puts all weights of a graph into the graph itself, as raw bytes (in place).
 *
 * @param folder of the file that its weights lie in.
 * @throws NominalError BACKBONE_INVALID if a weight is not there.
 */
export async function embedWeights(graph: GraphProto, folder: string): Promise<void> {
  for (const [i, tensor] of graph.initializer.entries()) {
    if (tensor.dataType === TensorProto_DataType.FLOAT) {
      const values = await readTensorValues(tensor, folder);
      graph.initializer[i] = createTensor(tensor.name, tensor.dims.map(Number), values);
    } else if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) {
      tensor.rawData = await readTensorBytes(tensor, folder);
      tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
      tensor.externalData = [];
    }
  }
}
