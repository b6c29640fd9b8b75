export { createOrtSession } from './createOrtSession.ts';
export { type InferenceSession, Tensor } from './onnxRuntime.ts';
export { ProductRuntime } from './ProductRuntime.ts';
