import { NominalError } from '../../errors/index.ts';
import { type TensorProto, TensorProto_DataType } from './generated/onnx_pb.ts';
import { readTensorBytes } from './readTensorBytes.ts';

/**
 * The values of a float32 initializer, from the graph or from the file that it refers to.
 *
 * @param folder folder of that file.
 * @throws NominalError BACKBONE_INVALID if the tensor has another type or its values are missing.
 */
export async function readTensorValues(tensor: TensorProto, folder: string): Promise<Float32Array> {
  if (tensor.dataType !== TensorProto_DataType.FLOAT) {
    throw invalid(tensor, `values of type ${tensor.dataType}`);
  }
  if (tensor.floatData.length > 0) return Float32Array.from(tensor.floatData);
  const bytes = await readTensorBytes(tensor, folder);
  const count = tensor.dims.reduce((product, dim) => product * Number(dim), 1);
  if (bytes.length !== 4 * count) throw invalid(tensor, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
}

function invalid(tensor: TensorProto, received: string): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `the weights ${tensor.name} cannot be used`,
    expected: `float32 values of [${tensor.dims.join(', ')}]`,
    received,
    remedy: 'Export the network in float32, or fetch the file again',
  });
}
