export { createModel, type OnnxModel, OPSET_VERSION, readModel, writeModel } from './OnnxModel.ts';
export { createTensor, createTensorInfo } from './createTensor.ts';
export { type AttributeValue, GraphBuilder } from './GraphBuilder.ts';
export {
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
} from './generated/onnx_pb.ts';
export { pruneGraph } from './pruneGraph.ts';
export { readGraph } from './readGraph.ts';
export { readTensorBytes } from './readTensorBytes.ts';
export { readTensorValues } from './readTensorValues.ts';
export { type LazyModel, type LazyTensor, writeModelFile } from './writeModelFile.ts';
