import type { TensorProto } from '../../backbone/onnx/index.ts';

/** The raw bytes of an initializer: networks are single files, so none is external. */
export function readTensorBytes(tensor: TensorProto): Promise<Uint8Array> {
  return Promise.resolve(tensor.rawData);
}
