import { z } from 'zod';
import { augmentations } from '../core/image/augment/index.ts';
import { NominalError } from '../errors/index.ts';
import { parseConfig } from './parseConfig.ts';

const sidePx = z.int().min(16).max(16_384);

/** Height and width in pixels. */
export const sizeSchema = z.strictObject({ height: sidePx, width: sidePx });

/**
 * The configuration of a fit. One schema gives the types, the defaults, the options and help of the
 * command line, and the record in the model file.
 */
export const fitConfigSchema = z.strictObject({
  backbone: z
    .string()
    .min(1)
    .default('movenet-lightning')
    .describe(
      'Network that extracts the features: a shipped or added name, or a folder with model.onnx and manifest.json; several joined by + are put side by side',
    ),
  taps: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "Layers whose features are used, the largest grid first; in an ensemble NAME:LAYER (default: the backbone's own)",
    ),
  tapScales: z
    .array(z.number().gt(0).max(1e9))
    .min(1)
    .optional()
    .describe(
      'Factor for the values of each layer: its weight in distances (default: 1; in an ensemble, the factors that give each network the same variance on good images)',
    ),
  resize: z
    .union([sidePx, sizeSchema])
    .nullable()
    .default({ height: 256, width: 256 })
    .describe(
      "Network input before the crop: HEIGHTxWIDTH, or one number, which keeps the aspect ratio unless --fit says otherwise; none for the image's own size",
    ),
  fit: z
    .enum(['stretch', 'keep', 'pad', 'crop'])
    .optional()
    .describe(
      'How an image with another aspect ratio is brought to that size: stretch (each side to its length), keep (the short side to the smaller length, the long side in proportion), pad (fitted inside; the padding is not inspected), crop (scaled to cover it; what lies outside is never inspected) (default: stretch for HEIGHTxWIDTH, keep for one number)',
    ),
  crop: z
    .union([sidePx, sizeSchema])
    .nullable()
    .default(null)
    .describe(
      'Center crop after resizing: HEIGHTxWIDTH, one number for a square, or none; what it cuts off is never inspected',
    ),
  tile: sidePx
    .nullable()
    .default(null)
    .describe(
      'Side in pixels of the tiles in which the network processes a large input, one after the other, or none: for small defects at full resolution, with --resize none',
    ),
  overlap: z
    .int()
    .min(0)
    .max(8192)
    .default(64)
    .describe('Pixels that neighboring tiles share; the tiles are blended across them'),
  roi: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'Region of an image that is inspected: a mask image, white inside, or a JSON file of polygons, which may define several named zones with their own thresholds; it becomes part of the model',
    ),
  foreground: z
    .boolean()
    .default(false)
    .describe(
      'Inspect only where good images show the part, found by the first principal component of their features: for parts in the same position on a plain background; check it with --roi-overlay',
    ),
  align: z
    .boolean()
    .default(false)
    .describe(
      'Rotate and shift every image to match one of the training images, by phase correlation: for parts that move slightly; maps stay in pixels of the original image',
    ),
  normalizeExposure: z
    .boolean()
    .default(false)
    .describe(
      'Bring the dark and bright levels of red, green and blue of every image to those usual in the training images: for light and white balance that vary; not where brightness or color is what tells a defect',
    ),
  scopeShare: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe(
      'Share of the area of a patch that must lie in the inspected region; otherwise the patch is left out',
    ),
  augment: z
    .array(z.enum(augmentations))
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'Also learn from changed copies of the training images, or none: rotate (5° either way), flip (left to right, top to bottom), brightness (a tenth either way); several are combined; for few images, if good parts may look like the copies',
    ),
  pooling: z
    .enum(['adaptive', 'average'])
    .default('adaptive')
    .describe(
      "How a patch's neighborhood becomes one row: adaptive (as in the paper's code) or average (keeps the channels)",
    ),
  precision: z
    .enum(['float32', 'int8'])
    .default('float32')
    .describe(
      'Arithmetic of the network: float32, or int8, which is faster for large networks and slightly less accurate',
    ),
  dimension: z
    .int()
    .min(1)
    .max(8192)
    .default(1024)
    .describe('Values per patch after adaptive pooling'),
  coresetRatio: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe('Share of all patches that the memory bank keeps'),
  bankRows: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('Rows of the memory bank, instead of a ratio'),
  maxBankRows: z
    .int()
    .min(1)
    .max(10_000_000)
    .nullable()
    .default(20_000)
    .describe(
      'Maximum number of rows that a ratio may lead to, or none for no limit: bounds memory and search time',
    ),
  shardImages: z
    .int()
    .min(10)
    .max(10_000_000)
    .default(1000)
    .describe(
      'Number of images whose patches are in memory at once; more images are split into shards of this size, which are reduced to coresets and merged',
    ),
  projectionDimension: z
    .int()
    .min(1)
    .max(4096)
    .default(128)
    .describe('Dimension of the random projection in which the coreset is selected'),
  neighbors: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('Nearest bank rows whose mean distance is a patch score'),
  positionRadius: z
    .number()
    .gt(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      'Distance from its own position in the image within which a bank row may match, as a share of the longer side, or none for anywhere: for parts in the same position, to find details that are right in themselves but in the wrong place',
    ),
  topShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe(
      'Image score: mean of this share of the highest patch scores; 0 for only the highest one, as in the paper',
    ),
  reweighting: z
    .enum(['none', 'density'])
    .default('none')
    .describe(
      "Image score: none (unchanged), or density (multiplied by the paper's weight, equation 7)",
    ),
  reweightingNeighbors: z
    .int()
    .min(2)
    .max(100)
    .default(9)
    .describe('Bank rows around the nearest one that density re-weighting uses'),
  standardization: z
    .enum(['auto', 'place', 'none'])
    .default('auto')
    .describe(
      'Patch scores relative to those of good images at the same place (place), unchanged (none), or the one of these that the good images speak for (auto)',
    ),
  sigmaPx: z
    .number()
    .min(0)
    .max(100)
    .default(4)
    .describe(
      'Standard deviation of the Gaussian that smooths the anomaly map, in pixels of the network input',
    ),
  hysteresis: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe(
      'Share of the pixel threshold down to which a region extends, if one of its pixels exceeds the full threshold',
    ),
  minRegionArea: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(1)
    .describe('Minimum number of image pixels of a region; smaller regions are not listed'),
  mergeDistance: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('Regions that are at most this many pixels apart are merged'),
  falseRejectRate: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.01)
    .describe('Share of good parts that may be rejected: sets the threshold'),
  extrapolate: z
    .boolean()
    .default(false)
    .describe(
      'Reaches a false-reject rate that the number of good images does not resolve by a model of the highest scores, which finds fewer defects; otherwise the threshold holds the lowest rate that they resolve',
    ),
  screen: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      'Share of all patches that are kept out of the memory bank because they differ most from those of other images at the same place: for good images that may contain defects',
    ),
  screenImages: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      'Share of the good images that are left out because they differ most from the others: if about that many may contain defects',
    ),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe('Seed of every random choice; the same seed gives the same model'),
});

/**
 * A complete configuration: defaults filled in.
 *
 * @useDeclaredType
 */
export type FitConfig = z.output<typeof fitConfigSchema>;

/**
 * Options that a caller may pass: every key is optional.
 *
 * @useDeclaredType
 */
export type FitOptions = z.input<typeof fitConfigSchema>;

/**
 * Fills in defaults and checks every value.
 *
 * @throws NominalError `CONFIG_INVALID` that names each invalid key, its value and the allowed values,
 *   and for an unknown key the nearest known one.
 */
export function resolveFitConfig(options: unknown = {}): FitConfig {
  const config = parseConfig(fitConfigSchema, options, 'fit configuration');
  refuseLargeCrop(config);
  refuseLargeOverlap(config);
  refuseTwoRegions(config);
  refuseMovedPlaces(config);
  return config;
}

function refuseTwoRegions({ roi, foreground }: FitConfig): void {
  if (roi === null || !foreground) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'a region of interest is given and another one is to be found',
    expected: '--roi or --foreground',
    received: 'both',
    remedy: 'Use one of them',
  });
}

/** Refuses options that move patches, so that a row has no single place in the image. */
function refuseMovedPlaces({ positionRadius, augment, reweighting }: FitConfig): void {
  if (positionRadius === null) return;
  const received = [
    ...(augment ?? []).filter((way) => way !== 'brightness').map((way) => `--augment ${way}`),
    ...(reweighting === 'density' ? ['--reweighting density'] : []),
  ];
  if (received.length === 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'bank rows that match near their own place (--position-radius) cannot be combined with every option',
    expected: 'patches at their original place, and no density re-weighting',
    received: received.join(', '),
    remedy: 'Omit one of them',
  });
}

function refuseLargeOverlap({ tile, overlap }: FitConfig): void {
  if (tile === null || overlap <= tile / 2) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'the tiles overlap by more than half',
    expected: `at most ${tile / 2} pixels`,
    received: String(overlap),
    remedy: 'Choose a smaller --overlap, or larger tiles',
  });
}

function refuseLargeCrop({ resize, crop }: FitConfig): void {
  // The images' own sizes are not known yet.
  if (crop === null || resize === null) return;
  const room = typeof resize === 'number' ? { height: resize, width: resize } : resize;
  const wanted = typeof crop === 'number' ? { height: crop, width: crop } : crop;
  // With only a short side given, an image may be square, and then there is no more room than this.
  if (wanted.height <= room.height && wanted.width <= room.width) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'the crop is larger than the resized image',
    expected: `at most ${room.height}x${room.width}`,
    received: `${wanted.height}x${wanted.width}`,
    remedy: 'Resize to a larger size, or crop to a smaller one',
  });
}
