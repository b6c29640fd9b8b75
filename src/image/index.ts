export { assertInspectable } from './assertInspectable.ts';
export { type DecodeLimits, decodeImage } from './decodeImage.ts';
export { encodeJpeg } from './encodeJpeg.ts';
export { encodeMapPng, type MapPng } from './encodeMapPng.ts';
export { encodeNpy } from './encodeNpy.ts';
export { encodePng } from './encodePng.ts';
export type { ImageSource, RawFrame } from './ImageSource.ts';
export { loadImage } from './loadImage.ts';
export { toRgbImage } from './toRgbImage.ts';
