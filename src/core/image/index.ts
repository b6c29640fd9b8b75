export {
  type Affine,
  applyAffine,
  composeAffine,
  invertAffine,
  type Place,
  rotationAbout,
} from './affine/index.ts';
export { cellScope } from './cellScope.ts';
export { heatColor } from './colormap.ts';
export { drawPolygon } from './drawPolygon.ts';
export { drawBox } from './drawBox.ts';
export { gaussianBlur } from './gaussianBlur.ts';
export { type Normalization, normalize } from './normalize.ts';
export { type ImageView, mapOnImage } from './mapOnImage.ts';
export { mapRowsOnImage } from './mapRowsOnImage.ts';
export { makeCopy } from './makeCopy.ts';
export { type Augmentation, augmentations, type ImageCopy, planCopies } from './planCopies.ts';
export { planTiles, type TileOptions } from './planTiles.ts';
export {
  type Box,
  type FitMode,
  type PreprocessOptions,
  type PreprocessPlan,
  planPreprocess,
  preprocess,
  type Size,
} from './preprocess.ts';
export {
  imageEndings,
  isImageName,
  isUnreadImageName,
  jpegEndings,
  unreadImages,
} from './imageEndings.ts';
export { fillPolygon } from './fillPolygon.ts';
export { maskOfRuns, maskRuns } from './maskRuns.ts';
export { hasOwnVerdicts, type Roi, type Zone } from './Roi.ts';
export { zoneCells } from './zoneCells.ts';
export { releasePixels } from './releasePixels.ts';
export { RgbImage } from './RgbImage.ts';
export { type OverlayScale, renderOverlay } from './renderOverlay.ts';
export { type PixelWindow, resizeAntialias } from './resizeAntialias.ts';
export { sideBySide } from './sideBySide.ts';
export { sampleGrid } from './sampleGrid.ts';
export { turnMask } from './turnMask.ts';
export { warpGrid } from './warpGrid.ts';
export { warpImage } from './warpImage.ts';
