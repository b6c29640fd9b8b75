export { createModel, OPSET_VERSION } from './createModel.ts';
export { createTensorInfo } from './createTensorInfo.ts';
export { GraphBuilder } from './GraphBuilder.ts';
export { createTensor } from './createTensor.ts';
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
export { type OnnxModel, readModel } from './readModel.ts';
export { writeModel } from './writeModel.ts';
export { type LazyModel, type LazyTensor, writeModelFile } from './writeModelFile.ts';
