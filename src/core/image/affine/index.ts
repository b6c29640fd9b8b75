export {
  type Affine,
  type Place,
  applyAffine,
  composeAffine,
  invertAffine,
  rotationAbout,
} from './Affine.ts';
