export {
  type Affine,
  applyAffine,
  composeAffine,
  invertAffine,
  type Place,
  rotationAbout,
} from './affine/index.ts';
export { cellScope, zoneCells } from './roi/cells.ts';
export { heatColor } from './draw/colormap.ts';
export { drawPolygon, drawBox } from './draw/shapes.ts';
export { gaussianBlur } from './maps/gaussianBlur.ts';
export { type Normalization, normalize } from './resample/normalize.ts';
export { type ImageView, mapOnImage, mapRowsOnImage } from './maps/mapOnImage.ts';
export {
  makeCopy,
  type Augmentation,
  augmentations,
  type ImageCopy,
  planCopies,
} from './augment/copies.ts';
export { planTiles, type TileOptions } from './resample/planTiles.ts';
export type { Box, Size, PixelWindow } from './Box.ts';
export {
  type FitMode,
  type PreprocessOptions,
  type PreprocessPlan,
  planPreprocess,
  preprocess,
} from './resample/preprocess.ts';
export {
  imageEndings,
  isImageName,
  isUnreadImageName,
  jpegEndings,
  unreadImages,
} from './imageEndings.ts';
export { fillPolygon, maskOfRuns, maskRuns, turnMask } from './roi/masks.ts';
export { hasOwnVerdicts, type Roi, type Zone } from './roi/Roi.ts';
export { releasePixels, RgbImage } from './RgbImage.ts';
export { type OverlayScale, renderOverlay } from './draw/renderOverlay.ts';
export { resizeAntialias } from './resample/resizeAntialias.ts';
export { sideBySide } from './draw/sideBySide.ts';
export { sampleGrid } from './maps/sampleGrid.ts';
export { warpGrid, warpImage } from './affine/warp.ts';
