/** ONNX Runtime for browsers in the place of the one for Node: the interface is the same. */
export { type InferenceSession, Tensor } from 'onnxruntime-web/wasm';
