import { z } from 'zod';
import { augmentations } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';
import { parseConfig } from './parseConfig.ts';

const sidePx = z.int().min(16).max(16_384);

/** Height and width in pixels. */
export const sizeSchema = z.strictObject({ height: sidePx, width: sidePx });

/**
 * What a model is fitted with. One schema gives the types, the defaults, the command line's options
 * and help, and what the model file records.
 */
export const fitConfigSchema = z.strictObject({
  backbone: z
    .string()
    .min(1)
    .default('movenet-lightning')
    .describe(
      'Network that gives the features: a shipped or added name, or a folder with model.onnx and manifest.json; several joined by + are put side by side',
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
      'Factor of the values of each layer: how much it counts in distances (default: 1; in an ensemble, what gives each network the same variance on good images)',
    ),
  resize: z
    .union([sidePx, sizeSchema])
    .nullable()
    .default({ height: 256, width: 256 })
    .describe(
      "Network input before the crop: HEIGHTxWIDTH, or one number, with the aspect kept where --fit says nothing else; none for the image's own size",
    ),
  fit: z
    .enum(['stretch', 'keep', 'pad', 'crop'])
    .optional()
    .describe(
      'How an image of another aspect comes to that size: stretch (squeezed), keep (the short side has the shorter length, the other is as long as it becomes), pad (fitted in; what is filled up is not inspected), crop (covers it; what lies over is never inspected) (default: stretch for HEIGHTxWIDTH, keep for one number)',
    ),
  crop: z
    .union([sidePx, sizeSchema])
    .nullable()
    .default(null)
    .describe(
      'Center crop after resizing: HEIGHTxWIDTH, one number for a square, or none; what it cuts is never inspected',
    ),
  tile: sidePx
    .nullable()
    .default(null)
    .describe(
      'Side in pixels of the tiles in which the network takes a large input, one after the other, or none: for small defects at full resolution, with --resize none',
    ),
  overlap: z
    .int()
    .min(0)
    .max(8192)
    .default(64)
    .describe('Pixels that neighboring tiles share; across them one is blended into the other'),
  roi: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'What of an image is inspected: a mask image, white inside, or a JSON file of polygons, also of several named zones with thresholds of their own; it becomes part of the model',
    ),
  foreground: z
    .boolean()
    .default(false)
    .describe(
      'Inspect only where good images show the part, found by the first principal component of their features: for parts on a plain background that lie alike; check it with --roi-overlay',
    ),
  align: z
    .boolean()
    .default(false)
    .describe(
      'Turn and shift every image so that it lies like one of the training images, by phase correlation: for parts that move slightly; maps stay in pixels of the image as it is',
    ),
  scopeShare: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe('Share of its area that a patch must have on what is inspected, or it is left out'),
  augment: z
    .array(z.enum(augmentations))
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'Learn from changed copies of the training images too, or none: rotate (5° either way), flip (left to right, top to bottom), brightness (a tenth either way), each of several with every other; for few images, of parts that may look so',
    ),
  pooling: z
    .enum(['adaptive', 'average'])
    .default('adaptive')
    .describe(
      "How a patch's neighborhood becomes one row: adaptive (the paper's code) or average (channels kept)",
    ),
  precision: z
    .enum(['float32', 'int8'])
    .default('float32')
    .describe(
      'Arithmetic of the network: float32, or int8, faster for large networks and a little coarser',
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
    .describe('Rows of the memory bank, in place of a ratio'),
  maxBankRows: z
    .int()
    .min(1)
    .max(10_000_000)
    .nullable()
    .default(20_000)
    .describe(
      'Most rows that a ratio leads to, or none for no limit: bounds memory and search time',
    ),
  shardImages: z
    .int()
    .min(10)
    .max(10_000_000)
    .default(1000)
    .describe(
      'Images whose patches are held at once; of more images, shards of so many are reduced to coresets, which are merged',
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
      'How far from its own place in the image a bank row may match, as a share of the longer side, or none for anywhere: for parts that lie alike, to find what is right in itself and at the wrong place',
    ),
  topShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe(
      'Image score: mean of this share of the highest patch scores; 0 for the highest alone, as in the paper',
    ),
  reweighting: z
    .enum(['none', 'density'])
    .default('none')
    .describe(
      'Image score: none (as it is), or density (times the weight of the paper, equation 7)',
    ),
  reweightingNeighbors: z
    .int()
    .min(2)
    .max(100)
    .default(9)
    .describe('Bank rows around the nearest one that density re-weighting looks at'),
  standardization: z
    .enum(['place', 'none'])
    .default('place')
    .describe(
      'Patch scores relative to what good images show at the same place of the image (place), or as they are (none)',
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
      'Share of the pixel threshold down to which a region extends, if a pixel of it exceeds the whole',
    ),
  minRegionArea: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(1)
    .describe('Pixels of the image that a region must have, or it is not listed'),
  mergeDistance: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('Regions no farther apart than so many pixels are one'),
  folds: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe('Parts into which the good images are split to calibrate the threshold'),
  falseRejectRate: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.01)
    .describe('Share of good parts that may be rejected: sets the threshold'),
  screen: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      'Share of all patches that stay out of the memory bank because they lie apart from those of other images at the same place: for good images that may hold defects',
    ),
  screenImages: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      'Share of the good images that are left out because they are the strangest among themselves: where about so many may hold defects',
    ),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe('Seed of every random choice; the same seed gives the same model'),
});

/** A complete configuration: defaults filled in. */
export type FitConfig = z.output<typeof fitConfigSchema>;

/** What a caller may give: every key is optional. */
export type FitOptions = z.input<typeof fitConfigSchema>;

/**
 * Fills in defaults and checks every value.
 *
 * @throws NominalError `CONFIG_INVALID` that names each wrong key, its value and what is allowed, and
 *   for an unknown key the nearest known one.
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
    what: 'a region of interest is both drawn and to be found',
    expected: '--roi or --foreground',
    received: 'both',
    remedy: 'Name one of them',
  });
}

/** What would have no place, or several, in the image. */
function refuseMovedPlaces({ positionRadius, augment, reweighting }: FitConfig): void {
  if (positionRadius === null) return;
  const received = [
    ...(augment ?? []).filter((way) => way !== 'brightness').map((way) => `--augment ${way}`),
    ...(reweighting === 'density' ? ['--reweighting density'] : []),
  ];
  if (received.length === 0) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'bank rows that match near their own place (--position-radius) do not go together with everything',
    expected: 'patches that are where they were, without density re-weighting',
    received: received.join(', '),
    remedy: 'Leave one of them out',
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
  // Of an image's own size nothing is known yet.
  if (crop === null || resize === null) return;
  const room = typeof resize === 'number' ? { height: resize, width: resize } : resize;
  const wanted = typeof crop === 'number' ? { height: crop, width: crop } : crop;
  // With a short side given, an image may be square: then this is all the room there is.
  if (wanted.height <= room.height && wanted.width <= room.width) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'the crop is larger than the resized image',
    expected: `at most ${room.height}x${room.width}`,
    received: `${wanted.height}x${wanted.width}`,
    remedy: 'Resize to more, or crop to less',
  });
}
