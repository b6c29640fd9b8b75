export { heatColor } from './colormap.ts';
export { drawBox } from './drawBox.ts';
export { gaussianBlur } from './gaussianBlur.ts';
export { type Normalization, normalize } from './normalize.ts';
export {
  type Box,
  type PreprocessOptions,
  type PreprocessPlan,
  planPreprocess,
  preprocess,
  type Size,
} from './preprocess.ts';
export { RgbImage } from './RgbImage.ts';
export { type OverlayScale, renderOverlay } from './renderOverlay.ts';
export { resizeAntialias } from './resizeAntialias.ts';
export { sideBySide } from './sideBySide.ts';
export { sampleGrid } from './sampleGrid.ts';
