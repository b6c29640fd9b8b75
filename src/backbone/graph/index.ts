export { adaptInput, inputAdaptation } from './adaptInput.ts';
export { addPatchFeatures, patchFeatureOutputs, patchGridInput } from './addPatchFeatures.ts';
export { castToFloat, typeName } from './castToFloat.ts';
export { assertTensors } from './assertTensors.ts';
