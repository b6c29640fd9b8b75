import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { NominalError } from '../../errors/index.ts';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './generated/onnx_pb.ts';

/** An ONNX model that is known to contain a graph. */
export type OnnxModel = ModelProto & { graph: GraphProto };

/**
 * Parses the bytes of an ONNX file. Tensor data may alias `bytes`.
 * @param source name of the file in error messages.
 * @throws NominalError BACKBONE_INVALID if the bytes are not an ONNX model.
 */
export function readModel(bytes: Uint8Array, source: string): OnnxModel {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw notAModel(source, cause);
  }
  if (!holdsGraph(model)) throw notAModel(source, undefined);
  return model;
}

function holdsGraph(model: ModelProto): model is OnnxModel {
  return model.graph !== undefined && model.graph.node.length > 0;
}

function notAModel(source: string, cause: unknown): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `${source} is not an ONNX model`,
    expected: 'a protobuf ModelProto with a graph',
    received: 'bytes that cannot be read as one',
    remedy: 'Export the network to ONNX again, or fetch the file again',
    cause,
  });
}

/** Operator set of the project's own graphs. */
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

/** Serializes an ONNX model; the same model gives the same bytes. */
export function writeModel(model: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}
