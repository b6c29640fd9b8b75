export { type DecodeLimits, decodeImage } from './decodeImage.ts';
export { encodeJpeg, encodeMapPng, encodeNpy, encodePng, type MapPng } from './encode.ts';
export type { ImageSource, RawFrame } from './ImageSource.ts';
export { loadImage } from './loadImage.ts';
