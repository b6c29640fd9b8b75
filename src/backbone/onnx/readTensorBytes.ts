import { join } from 'node:path';
import { openRegularFile } from '../../files/index.ts';
import { type TensorProto, TensorProto_DataLocation } from './generated/onnx_pb.ts';

/**
 * The raw bytes of an initializer, from the graph or from the file that it refers to; empty if its
 * values are in a typed field.
 *
 * @param folder folder of that file.
 */
export async function readTensorBytes(tensor: TensorProto, folder: string): Promise<Uint8Array> {
  if (tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL) return tensor.rawData;
  const place = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const length = Number(place.get('length'));
  const file = await openRegularFile(join(folder, place.get('location') ?? ''));
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, Number(place.get('offset')));
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
