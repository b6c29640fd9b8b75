export { CHECKSUM_PLACEHOLDER, readChecksum, verifyChecksum, writeChecksum } from './checksum.ts';
export { decodeModel } from './decodeModel.ts';
export { type Framing, plainFraming } from './Framing.ts';
export { encodeModel } from './encodeModel.ts';
export type {
  BackboneReference,
  Calibration,
  CopiedImage,
  Model,
  ModelChange,
  TrainingImage,
} from './Model.ts';
export { PEAK_VALUES, placeOf, type ScorePlace } from './ScorePlace.ts';
export { damaged, decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';
export { type Manifest, manifestSchema } from './manifest.ts';
