export { decodeModel } from './decodeModel.ts';
export { encodeModel } from './encodeModel.ts';
export type { BackboneReference, Calibration, Model, TrainingImage } from './Model.ts';
