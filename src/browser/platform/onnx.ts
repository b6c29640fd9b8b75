/** The part of the ONNX room that reads and writes graphs in memory. */
export {
  createModel,
  OPSET_VERSION,
  readModel,
  writeModel,
} from '../../backbone/onnx/OnnxModel.ts';
export { createTensor, createTensorInfo } from '../../backbone/onnx/createTensor.ts';
export { GraphBuilder } from '../../backbone/onnx/GraphBuilder.ts';
export { GraphProtoSchema, TensorProto_DataType } from '../../backbone/onnx/generated/onnx_pb.ts';
export { pruneGraph } from '../../backbone/onnx/pruneGraph.ts';
export { readTensorValues } from '../../backbone/onnx/readTensorValues.ts';
