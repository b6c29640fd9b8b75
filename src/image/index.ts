export { assertImageSource, type ImageSource, type RawFrame } from './ImageSource.ts';
export { assertInspectable } from './assertInspectable.ts';
export { decodeFrame, type DecodeLimits, DEFAULT_MAX_PIXELS } from './decodeFrame.ts';
export { decodeImage, type DecodeOptions, type LoadedImage, loadImage } from './loadImage.ts';
export { decodeMemory, isReducedByRows } from './decodeMemory.ts';
export { type DepthRange, learnDepthRange } from './depthRange.ts';
export { encodeJpeg, encodeMapPng, encodeNpy, encodePng, type MapPng } from './encode.ts';
export { encodePnm, pnmHeader } from './formats/encodePnm.ts';
export {
  findPnmHeader,
  PNM_HEADER_BYTES,
  type PnmHeader,
  pnmPixelBytes,
} from './formats/decodePnm.ts';
export { type ImageHeader, imageSize, readImageHeader, shownSize } from './imageHeader.ts';
export type { Colorfulness, ImageTraits } from './ImageTraits.ts';
export { type ImageWarning, imageWarnings } from './ImageWarning.ts';
export { joinSeen, type SeenImages, type SeenRange, unlikeSeen } from './SeenImages.ts';
export { learnSeen } from './learnSeen.ts';
export { type MaskPixels, maskPixels } from './maskPixels.ts';
export { assertDrawable, assertMaskHeader, drawingSchema, readRoi } from './readRoi.ts';
export { splitPage } from './readImageFile.ts';
export { toRgbImage } from './toRgbImage.ts';
