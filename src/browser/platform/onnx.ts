/** The part of the ONNX room that reads and writes graphs in memory. */
export { createModel, OPSET_VERSION } from '../../backbone/onnx/createModel.ts';
export { createTensor } from '../../backbone/onnx/createTensor.ts';
export { createTensorInfo } from '../../backbone/onnx/createTensorInfo.ts';
export { GraphBuilder } from '../../backbone/onnx/GraphBuilder.ts';
export { GraphProtoSchema, TensorProto_DataType } from '../../backbone/onnx/generated/onnx_pb.ts';
export { pruneGraph } from '../../backbone/onnx/pruneGraph.ts';
export { readModel } from '../../backbone/onnx/readModel.ts';
export { readTensorValues } from '../../backbone/onnx/readTensorValues.ts';
export { writeModel } from '../../backbone/onnx/writeModel.ts';
