/** ONNX Runtime for browsers instead of the one for Node, with the same interface. */
export { type InferenceSession, Tensor } from 'onnxruntime-web/wasm';
