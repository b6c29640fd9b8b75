/** The part of the backbones room that the detector uses, without the catalog, which stores files. */
export { chosenTaps } from '../../backbone/taps.ts';
export { membersOf, openBackbone } from '../../backbone/openBackbone.ts';
export { inputMultiple, patchStride } from '../../backbone/patchStride.ts';
export { activationRangesSchema, observeRanges } from '../../backbone/quantization/index.ts';
export { resolveBackbone } from './resolveBackbone.ts';
