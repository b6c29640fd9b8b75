export type { Affine, Place } from './Affine.ts';
export { applyAffine } from './applyAffine.ts';
export { composeAffine } from './composeAffine.ts';
export { invertAffine } from './invertAffine.ts';
export { rotationAbout } from './rotationAbout.ts';
