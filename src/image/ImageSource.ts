import { NominalError } from '../errors/index.ts';

/** Raw pixels of a camera: interleaved, row 0 at the top, rows not padded. */
export interface RawFrame {
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for RGB, 4 for RGB with an unused alpha channel. */
  readonly channels: 1 | 3 | 4;
  /**
   * height · width · channels values: 0..255, or 0..65535 from a camera with more bits, whose values a
   * model's depth range maps to 8 bits.
   */
  readonly data: Uint8Array | Uint16Array;
}

/** Where an image comes from: the path of a file, the bytes of an encoded file, or raw pixels. */
export type ImageSource = string | Uint8Array | RawFrame;

/**
 * Refuses anything that is not an image source, because a caller in JavaScript has no compiler to do so.
 *
 * @throws NominalError `IMAGE_UNREADABLE`, also for raw pixels that are not whole numbers of 8 or 16
 *   bits, because their black and white are unknown.
 */
export function assertImageSource(source: unknown): asserts source is ImageSource {
  if (typeof source === 'string' || source instanceof Uint8Array) return;
  if (!isFrame(source)) throw noImage(source);
  const { data } = source;
  if (data instanceof Uint8Array || data instanceof Uint16Array) return;
  throw new NominalError('IMAGE_UNREADABLE', {
    what: 'a raw frame contains values of the wrong type',
    expected: 'a Uint8Array of 0..255 or a Uint16Array of 0..65535',
    received: nameOf(data),
    remedy:
      'Pass the pixels as the camera delivers them; a Uint8ClampedArray as new Uint8Array(data.buffer, data.byteOffset, data.length)',
  });
}

function isFrame(source: unknown): source is { readonly data: unknown } {
  return typeof source === 'object' && source !== null && 'data' in source;
}

function noImage(source: unknown): NominalError {
  const name = nameOf(source);
  return new NominalError('IMAGE_UNREADABLE', {
    what: 'this is not an image',
    expected: 'the path of a file, the bytes of a file as a Uint8Array, or a raw frame',
    received: name,
    ...(Object.hasOwn(remedies, name) ? { remedy: remedies[name] } : {}),
  });
}

/** How to convert objects that often contain an image. */
const remedies: Readonly<Record<string, string>> = {
  ArrayBuffer: 'Pass new Uint8Array(buffer)',
  Blob: 'Pass new Uint8Array(await blob.arrayBuffer())',
  File: 'Pass new Uint8Array(await file.arrayBuffer())',
  URL: 'Pass fileURLToPath(url) of node:url, or the bytes fetched from the URL',
};

/** The class of an object, or else the type. */
function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
