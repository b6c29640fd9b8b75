export { decodeModel } from './decodeModel.ts';
export { type Framing, plainFraming } from './Framing.ts';
export { encodeModel } from './encodeModel.ts';
export type {
  BackboneReference,
  Calibration,
  EnsembleMember,
  Model,
  ModelChange,
  TrainingImage,
} from './Model.ts';
export { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
export { type Manifest, manifestSchema } from './manifest.ts';
export { readChecksum } from './readChecksum.ts';
