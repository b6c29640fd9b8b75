export { decodeModel, verifyChecksum } from './decodeModel.ts';
export { type Framing, plainFraming } from './Framing.ts';
export { CHECKSUM_PLACEHOLDER, encodeModel, writeChecksum } from './encodeModel.ts';
export type {
  BackboneReference,
  Calibration,
  CopiedImage,
  Model,
  ModelChange,
  TrainingImage,
} from './Model.ts';
export { damaged, decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';
export { type Manifest, manifestSchema } from './manifest.ts';
export { readChecksum } from './readChecksum.ts';
