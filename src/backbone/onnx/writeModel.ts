import { toBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from './generated/onnx_pb.ts';

/** Serializes an ONNX model; the same model gives the same bytes. */
export function writeModel(model: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}
