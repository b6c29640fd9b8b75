import { create } from '@bufbuild/protobuf';
import { type GraphProto, ModelProtoSchema } from './generated/onnx_pb.ts';
import type { OnnxModel } from './readModel.ts';

/** Operator set that the project's own graphs are written in. */
export const OPSET_VERSION = 13;

/** Wraps a graph as a model of the default operator set, IR version 8. */
export function createModel(
  graph: GraphProto,
  producer: string,
  opsetVersion = OPSET_VERSION,
): OnnxModel {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: producer,
    opsetImport: [{ domain: '', version: BigInt(opsetVersion) }],
  });
  return Object.assign(model, { graph });
}
