import type { BackboneManifest } from '../../backbone/index.ts';
import { type Appearance, appearanceOf } from '../../core/appearance/index.ts';
import {
  type Affine,
  type ImageCopy,
  type Exposure,
  makeCopy,
  normalize,
  normalizeExposure,
  type PixelWindow,
  planPreprocess,
  planTiles,
  preprocess,
  type PreprocessOptions,
  type PreprocessPlan,
  type RgbImage,
  type Roi,
  warpImage,
} from '../../core/image/index.ts';
import type { Registration } from '../../core/registration/index.ts';
import { NominalError } from '../../errors/index.ts';
import {
  type DecodeOptions,
  type ImageSource,
  type ImageTraits,
  type ImageWarning,
  loadImage,
} from '../../image/index.ts';

/** Most that one side of an image may be shrunk against the other without a warning. */
const MOST_SQUEEZE = 4;

/** How images are turned into network input. */
export interface PrepareOptions extends PreprocessOptions {
  /** Side of a tile in pixels of the network's input; null for no tiles. */
  readonly tile: number | null;
  /** Pixels that neighboring tiles share. */
  readonly overlap: number;
  readonly multipleOf: number;
  readonly roi: Roi | null;
  /** The reference that images are aligned to; null for no alignment. */
  readonly registration: Registration | null;
  /** The exposure that images are brought to; null to take them as they are. */
  readonly exposure: Exposure | null;
  /** At which resolution the looks of images are measured, see `appearanceOf`; null for not at all. */
  readonly cells: number | null;
  readonly decoding: DecodeOptions;
}

/** Where the network's input comes from in an image that may have been aligned first. */
export interface AlignedPlan extends PreprocessPlan {
  /** Maps places of the aligned image to those of the original; null if it was not aligned. */
  readonly toImage: Affine | null;
}

/** A decoded image with everything known about it from here to its verdict. */
export interface PreparedSource {
  /** Path of the image, or null if it did not come from a file. */
  readonly path: string | null;
  readonly image: RgbImage;
  readonly traits: ImageTraits;
  /** How it looks; null if that is not measured. */
  readonly appearance: Appearance | null;
  /** What was left out of the image, or is distorted. */
  readonly warnings: readonly ImageWarning[];
  readonly plan: AlignedPlan;
  readonly decodeMs: number;
  readonly preprocessMs: number;
}

/** A decoded image and its network input. */
export interface PreparedImage {
  readonly source: PreparedSource;
  /** The image that the network sees: the image as it was aligned and exposed, or a changed copy of that. */
  readonly shown: RgbImage;
  /** How the copy was changed; null for the image itself. */
  readonly copy: ImageCopy | null;
  /** Normalized network input, 3 × height × width; null if it is too large to be made at once. */
  readonly tensor: Float32Array | null;
  /** Windows of the input that go through the network one by one; null for all at once. */
  readonly tiles: readonly PixelWindow[] | null;
}

/**
 * Decodes an image and makes its network input, or plans its tiles.
 *
 * @throws NominalError of a source that cannot be decoded, or is too small or too large, or
 *   `ROI_MISMATCH`.
 */
export async function prepareImage(
  source: ImageSource,
  options: PrepareOptions,
  manifest: BackboneManifest,
): Promise<PreparedImage> {
  const { roi, registration, exposure, cells, decoding } = options;
  const start = performance.now();
  const { image, warnings, traits } = await loadImage(source, decoding);
  const decoded = performance.now();
  const path = typeof source === 'string' ? source : null;
  if (roi !== null) assertRoiSize(roi, image, path);
  const toImage = registration?.register(image) ?? null;
  const exposed = exposure === null ? image : normalizeExposure(image, exposure);
  const shown = toImage === null ? exposed : warpImage(exposed, toImage);
  const plan = { ...planPreprocess(image, options), toImage };
  const input = inputOf(shown, plan, options, manifest);
  const appearance = cells === null ? null : appearanceOf(image, cells);
  const preprocessMs = performance.now() - decoded;
  const own: PreparedSource = {
    path,
    image,
    traits,
    appearance,
    warnings: isSqueezed(plan) ? [...warnings, 'SQUEEZED'] : warnings,
    plan,
    decodeMs: decoded - start,
    preprocessMs,
  };
  return { source: own, shown, copy: null, ...input };
}

/** Makes the network input of a changed copy of an image that was prepared before. */
export function prepareCopy(
  { source, shown: original }: Pick<PreparedImage, 'source' | 'shown'>,
  copy: ImageCopy,
  options: PrepareOptions,
  manifest: BackboneManifest,
): PreparedImage {
  const shown = makeCopy(original, copy);
  return { source, shown, copy, ...inputOf(shown, source.plan, options, manifest) };
}

function inputOf(
  image: RgbImage,
  plan: PreprocessPlan,
  { tile, overlap, multipleOf }: PrepareOptions,
  manifest: BackboneManifest,
): Pick<PreparedImage, 'tensor' | 'tiles'> {
  if (tile === null) return { tensor: networkInput(image, plan, manifest), tiles: null };
  const tiles = planTiles(plan.input, { tilePx: tile, overlapPx: overlap, multipleOf });
  return { tensor: null, tiles };
}

/** Whether one side of the image is shrunk far more than the other. */
function isSqueezed({ input, sourceBox }: PreprocessPlan): boolean {
  const ratio = sourceBox.height / input.height / (sourceBox.width / input.width);
  return Math.max(ratio, 1 / ratio) > MOST_SQUEEZE;
}

/** A region that was drawn on images of one size means nothing on another. */
function assertRoiSize(roi: Roi, { height, width }: RgbImage, path: string | null): void {
  if (roi.height === height && roi.width === width) return;
  throw new NominalError('ROI_MISMATCH', {
    reason: 'imageNotOfRegionsSize',
    what: `${path ?? 'the image'} does not have the size that the region of interest was drawn on`,
    expected: `${roi.height} x ${roi.width} (height x width)`,
    received: `${height} x ${width}`,
    remedy: 'Inspect images of that size, or fit a model with a region for these',
    details: { regionHeight: roi.height, regionWidth: roi.width, path, height, width },
  });
}

/**
 * Normalized network input, 3 × height × width.
 *
 * @param window the part of the input to make; by default all of it.
 */
export function networkInput(
  image: RgbImage,
  plan: PreprocessPlan,
  manifest: BackboneManifest,
  window?: PixelWindow,
): Float32Array {
  const { height, width } = window ?? plan.input;
  const tensor = new Float32Array(3 * height * width);
  normalize(preprocess(image, plan, window), manifest.input, tensor);
  return tensor;
}
