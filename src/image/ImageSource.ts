import { NominalError } from '../errors/index.ts';

/** Raw pixels of a camera: interleaved, row 0 at the top, rows not padded. */
export interface RawFrame {
  readonly height: number;
  readonly width: number;
  /** 1 grey, 3 RGB, 4 RGB with an alpha that is not used. */
  readonly channels: 1 | 3 | 4;
  /**
   * height · width · channels values: 0..255, or 0..65535 for a camera of more bits, whose values are
   * brought to 8 bits as a model's depth range says.
   */
  readonly data: Uint8Array | Uint16Array;
}

/** Where an image comes from: the path of a file, the bytes of an encoded file, or raw pixels. */
export type ImageSource = string | Uint8Array | RawFrame;

/**
 * Refuses what no image can be read from: a caller in JavaScript has no compiler to say so.
 *
 * @throws NominalError `IMAGE_UNREADABLE`, also for raw pixels of other values than whole numbers of 8
 *   or 16 bits, whose black and white are not known.
 */
export function assertImageSource(source: unknown): asserts source is ImageSource {
  if (typeof source === 'string' || source instanceof Uint8Array) return;
  if (!isFrame(source)) throw noImage(source);
  const { data } = source;
  if (data instanceof Uint8Array || data instanceof Uint16Array) return;
  throw new NominalError('IMAGE_UNREADABLE', {
    what: 'a raw frame holds values of another type',
    expected: 'a Uint8Array of 0..255 or a Uint16Array of 0..65535',
    received: nameOf(data),
    remedy:
      'Give the pixels as the camera gives them; a Uint8ClampedArray as new Uint8Array(data.buffer, data.byteOffset, data.length)',
  });
}

function isFrame(source: unknown): source is { readonly data: unknown } {
  return typeof source === 'object' && source !== null && 'data' in source;
}

function noImage(source: unknown): NominalError {
  const name = nameOf(source);
  return new NominalError('IMAGE_UNREADABLE', {
    what: 'this is no image',
    expected: 'the path of a file, a Uint8Array of an encoded one, or a raw frame',
    received: name,
    ...(Object.hasOwn(remedies, name) ? { remedy: remedies[name] } : {}),
  });
}

/** How what often holds an image becomes one. */
const remedies: Readonly<Record<string, string>> = {
  ArrayBuffer: 'Give new Uint8Array(buffer)',
  Blob: 'Give new Uint8Array(await blob.arrayBuffer())',
  File: 'Give new Uint8Array(await file.arrayBuffer())',
  URL: 'Give fileURLToPath(url) of node:url, or the bytes that were fetched from it',
};

/** The class of an object, and else the type. */
function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
