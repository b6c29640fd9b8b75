export { createOrtSession } from './createOrtSession.ts';
export { type Device, devices } from './device.ts';
export { type InferenceSession, Tensor } from './onnxRuntime.ts';
export { ProductRuntime } from './ProductRuntime.ts';
