export {
  type Affine,
  applyAffine,
  composeAffine,
  invertAffine,
  type Place,
  rotationAbout,
} from './affine/index.ts';
export { cellScope } from './roi/cellScope.ts';
export { heatColor } from './draw/colormap.ts';
export { drawPolygon } from './draw/drawPolygon.ts';
export { drawBox } from './draw/drawBox.ts';
export { gaussianBlur } from './maps/gaussianBlur.ts';
export { type Normalization, normalize } from './resample/normalize.ts';
export { type ImageView, mapOnImage } from './maps/mapOnImage.ts';
export { mapRowsOnImage } from './maps/mapRowsOnImage.ts';
export { makeCopy } from './augment/makeCopy.ts';
export {
  type Augmentation,
  augmentations,
  type ImageCopy,
  planCopies,
} from './augment/planCopies.ts';
export { planTiles, type TileOptions } from './resample/planTiles.ts';
export {
  type Box,
  type FitMode,
  type PreprocessOptions,
  type PreprocessPlan,
  planPreprocess,
  preprocess,
  type Size,
} from './resample/preprocess.ts';
export {
  imageEndings,
  isImageName,
  isUnreadImageName,
  jpegEndings,
  unreadImages,
} from './imageEndings.ts';
export { fillPolygon } from './roi/fillPolygon.ts';
export { maskOfRuns, maskRuns } from './roi/maskRuns.ts';
export { hasOwnVerdicts, type Roi, type Zone } from './roi/Roi.ts';
export { zoneCells } from './roi/zoneCells.ts';
export { releasePixels } from './releasePixels.ts';
export { RgbImage } from './RgbImage.ts';
export { type OverlayScale, renderOverlay } from './draw/renderOverlay.ts';
export { type PixelWindow, resizeAntialias } from './resample/resizeAntialias.ts';
export { sideBySide } from './draw/sideBySide.ts';
export { sampleGrid } from './maps/sampleGrid.ts';
export { turnMask } from './roi/turnMask.ts';
export { warpGrid } from './affine/warpGrid.ts';
export { warpImage } from './affine/warpImage.ts';
