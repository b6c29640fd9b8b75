import type { Roi, Size } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import { assertImageSource, type ImageSource, type RawFrame } from '../../image/ImageSource.ts';
import { assertInspectable } from '../../image/assertInspectable.ts';
import type { DepthRange } from '../../image/depthRange.ts';
import type { DecodeOptions, LoadedImage } from '../../image/loadImage.ts';
import { imageTooLarge, unreadableImage } from '../../image/imageErrors.ts';
import { traitsOf } from '../../image/ImageTraits.ts';
import { SampledKinds, type Shown } from '../../image/SampledKinds.ts';
import { type SeenImages, seenImages } from '../../image/SeenImages.ts';
import { toRgbImage } from '../../image/toRgbImage.ts';

/** The images of the page, by the name that serves as their path. */
export const namedImages = new Map<string, Blob>();

const MAX_PIXELS = 100_000_000;
/** Images whose kinds are looked at. */
const MAX_SEEN = 32;

export { joinSeen, unlikeSeen } from '../../image/SeenImages.ts';

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
  const frame = await frameOf(source);
  const image = toRgbImage(frame, depthRange);
  assertInspectable(image, name);
  return { image, warnings: [], traits: traitsOf(frame) };
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
export async function imageSize(source: ImageSource): Promise<Size> {
  assertImageSource(source);
  const { height, width } = await frameOf(source);
  return { height, width };
}

/** A browser returns 8-bit values, whatever the file holds: there is no range to learn. */
export function learnDepthRange(): Promise<DepthRange | null> {
  return Promise.resolve(null);
}

/** The kinds of some images, each of which is decoded. @returns null for no image. */
export async function learnSeen(
  sources: readonly ImageSource[],
  shown: Shown,
): Promise<SeenImages | null> {
  const kinds = new SampledKinds(shown);
  const step = Math.max(1, Math.floor(sources.length / MAX_SEEN));
  for (let i = 0; i < sources.length; i += step) kinds.add(await frameOf(sources[i]));
  return seenImages(kinds.traits, kinds.traits, kinds.appearance);
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
      throw imageTooLarge(name, MAX_PIXELS, 'pixels', `${height} x ${width}`);
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
