export {
  type Affine,
  applyAffine,
  composeAffine,
  invertAffine,
  type Place,
  rotationAbout,
} from './affine/Affine.ts';
export { warpGrid, warpImage } from './affine/warp.ts';
export {
  type Augmentation,
  augmentations,
  type ImageCopy,
  makeCopy,
  planCopies,
} from './augment/index.ts';
export type { Box, PixelWindow, Size } from './Box.ts';
export { heatColor } from './draw/colormap.ts';
export { heatMapOf, type OutlinedRegion } from './draw/heatMapOf.ts';
export { type OverlayScale, renderOverlay } from './draw/renderOverlay.ts';
export { drawBox, drawPolygon } from './draw/shapes.ts';
export { sideBySide } from './draw/sideBySide.ts';
export {
  imageEndings,
  isImageName,
  isUnreadImageName,
  jpegEndings,
  unreadImages,
} from './imageEndings.ts';
export { gaussianBlur, gaussianKernel, mirrored } from './maps/gaussianBlur.ts';
export { type ImageView, mapOnImage, mapRowsOnImage } from './maps/mapOnImage.ts';
export { sampleGrid } from './maps/sampleGrid.ts';
export { type Normalization, normalize } from './resample/normalize.ts';
export { planTiles, type TileOptions } from './resample/planTiles.ts';
export {
  type FitMode,
  planPreprocess,
  preprocess,
  type PreprocessOptions,
  type PreprocessPlan,
} from './resample/preprocess.ts';
export {
  COMMON_STRIDE,
  type Resolution,
  resolutionOf,
  type SuggestedSize,
  wholePatches,
} from './resample/resolution.ts';
export { resizeAntialias } from './resample/resizeAntialias.ts';
export { type ResamplingFilter, triangleFilter } from './resample/triangleFilter.ts';
export { releasePixels, RgbImage } from './RgbImage.ts';
export { cellScope, zoneCells } from './roi/cells.ts';
export { fillPolygon, fillStroke, maskOfRuns, maskRuns, turnMask } from './roi/masks.ts';
export { hasOwnVerdicts, type Roi, type Zone } from './roi/Roi.ts';
export { demosaic } from './sensor/demosaic.ts';
export {
  type BayerOrder,
  bayerOrders,
  frameByteLength,
  type PixelFormat,
  pixelFormat,
  type PixelKind,
  type PixelFormatName,
  pixelFormatNames,
} from './sensor/pixelFormats.ts';
export { type SensorFrame, sensorFrame } from './sensor/sensorFrame.ts';
export {
  type Exposure,
  exposureOf,
  normalizeExposure,
  usualExposure,
} from './exposure/Exposure.ts';
export { type Disturbance, type DisturbanceName, disturbances } from './stress/disturbances.ts';
export { type YuvPlane, type YuvPlanes, yuvToRgb, type YuvRange } from './sensor/yuvToRgb.ts';
