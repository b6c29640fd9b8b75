export { addPatchFeatures, patchFeatureOutputs } from './addPatchFeatures.ts';
export { assertTensors } from './assertTensors.ts';
