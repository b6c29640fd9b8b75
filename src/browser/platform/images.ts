import type { Roi, Size } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import { assertImageSource, type ImageSource, type RawFrame } from '../../image/ImageSource.ts';
import { assertInspectable } from '../../image/assertInspectable.ts';
import type { DepthRange } from '../../image/depthRange.ts';
import type { DecodeOptions, LoadedImage } from '../../image/loadImage.ts';
import { imageTooLarge, unreadableImage } from '../../image/imageErrors.ts';
import { toRgbImage } from '../../image/toRgbImage.ts';

/** The images of the page, by the name that serves as their path. */
export const namedImages = new Map<string, Blob>();

const MAX_PIXELS = 100_000_000;

/**
 * The pixels of an image to fit from or inspect.
 *
 * @param source a name in {@link namedImages}, encoded bytes or raw pixels.
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE` or `IMAGE_TOO_SMALL`.
 */
export async function loadImage(
  source: ImageSource,
  { depthRange = null }: DecodeOptions = {},
): Promise<LoadedImage> {
  assertImageSource(source);
  const name = typeof source === 'string' ? source : null;
  const image = toRgbImage(await frameOf(source), depthRange);
  assertInspectable(image, name);
  return { image, warnings: [] };
}

async function frameOf(source: ImageSource): Promise<RawFrame> {
  if (source instanceof Uint8Array) {
    return decodeBlob(new Blob([Uint8Array.from(source)]), 'the image');
  }
  if (typeof source !== 'string') return source;
  const blob = namedImages.get(source);
  if (blob === undefined) {
    throw new NominalError('INPUT_NOT_FOUND', { what: `the page gave no image ${source}` });
  }
  return decodeBlob(blob, source);
}

/** The size of an image; a browser has to decode it. */
export async function readImageSize(source: ImageSource): Promise<Size> {
  assertImageSource(source);
  const { height, width } = await frameOf(source);
  return { height, width };
}

/** A browser returns 8-bit values, whatever the file holds: there is no range to learn. */
export function learnDepthRange(): Promise<DepthRange | null> {
  return Promise.resolve(null);
}

/** @throws NominalError `ROI_INVALID`: a region of interest comes with a model, not from a file. */
export function readRoi(path: string): Promise<Roi> {
  return Promise.reject(
    new NominalError('ROI_INVALID', {
      what: `the browser cannot read ${path}`,
      remedy: 'Fit a model with a region of interest on the command line and open it here',
    }),
  );
}

/** Decodes with the browser, without color conversion. */
async function decodeBlob(blob: Blob, name: string): Promise<RawFrame> {
  const bitmap = await createImageBitmap(blob, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
    imageOrientation: 'from-image',
  }).catch((cause: unknown) => {
    throw unreadableImage(name, 'the browser cannot decode it', cause);
  });
  try {
    const { width, height } = bitmap;
    if (width * height > MAX_PIXELS) {
      throw imageTooLarge(name, `${MAX_PIXELS} pixels`, `${height} x ${width}`);
    }
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (context === null) throw new TypeError('the browser cannot draw on a canvas in a worker');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { height, width, channels: 4, data: new Uint8Array(data.buffer) };
  } finally {
    bitmap.close();
  }
}
