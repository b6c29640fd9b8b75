import type { TensorProto } from '../../backbone/onnx/index.ts';

/** The raw bytes of an initializer: networks are read whole, so none lies in another file. */
export function readTensorBytes(tensor: TensorProto): Promise<Uint8Array> {
  return Promise.resolve(tensor.rawData);
}
