import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import {
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
} from './generated/onnx_pb.ts';

/**
 * The values of a float32 initializer, from the graph or from the file that it refers to.
 *
 * @param folder of that file.
 * @throws NominalError BACKBONE_INVALID if the tensor has another type or its values are not there.
 */
export async function readTensorValues(tensor: TensorProto, folder: string): Promise<Float32Array> {
  if (tensor.dataType !== TensorProto_DataType.FLOAT) {
    throw invalid(tensor, `values of type ${tensor.dataType}`);
  }
  if (tensor.floatData.length > 0) return Float32Array.from(tensor.floatData);
  const bytes =
    tensor.dataLocation === TensorProto_DataLocation.EXTERNAL
      ? await readPlace(tensor, folder)
      : tensor.rawData;
  const count = tensor.dims.reduce((product, dim) => product * Number(dim), 1);
  if (bytes.length !== 4 * count) throw invalid(tensor, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
}

async function readPlace(tensor: TensorProto, folder: string): Promise<Uint8Array> {
  const place = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const length = Number(place.get('length'));
  const file = await open(join(folder, place.get('location') ?? ''));
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, Number(place.get('offset')));
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function invalid(tensor: TensorProto, received: string): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `the weights ${tensor.name} cannot be used`,
    expected: `float32 values of [${tensor.dims.join(', ')}]`,
    received,
    remedy: 'Export the network in float32, or fetch the file again',
  });
}
