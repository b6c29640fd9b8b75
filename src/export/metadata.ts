import { z } from 'zod';
import { fitConfigSchema } from '../config/index.ts';

/** Version of the metadata of an exported file. */
export const EXPORT_VERSION = 1;

/** Size limit of an exported file, which is one protobuf message. */
export const MAX_FILE_BYTES = 2 ** 31 - 1;

const side = z.int().positive().max(65_536);
const size = z.strictObject({ height: side, width: side });
/** Largest image of a self-test: the library's own default limit. */
const MAX_TEST_PIXELS = 2 ** 28;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The description of an exported file, as JSON under the key `nominal.manifest`. */
export const exportManifestSchema = z.strictObject({
  version: z.literal(EXPORT_VERSION),
  /** Version of nominal that wrote it. */
  nominal: z.string(),
  /** Checksum of the model file that it was made from; null if there was none. */
  model: sha256.nullable(),
  backbone: z.strictObject({
    name: z.string(),
    sha256,
    license: z.string(),
    source: z.string(),
  }),
  /** The configuration that the model was fitted with. */
  config: z.looseObject({
    resize: fitConfigSchema.shape.resize,
    crop: fitConfigSchema.shape.crop,
  }),
  precision: z.enum(['float32', 'float16', 'int8']),
  bank: z.strictObject({
    precision: z.enum(['float32', 'float16', 'int8']),
    rows: z.int().positive(),
    columns: z.int().positive(),
  }),
  /** Size of all images; null if any size is taken. */
  imageSize: size.nullable(),
  networkInput: size,
  patchGrid: size,
  /** Maximum number of values of one product of patches and bank rows, for one image. */
  maxBlockValues: z.int().positive(),
  calibration: z.strictObject({
    method: z.string(),
    falseRejectRate: z.number().gt(0).lt(1),
    threshold: z.number(),
    thresholdExtrapolated: z.boolean(),
    /** Whether a tail model sets the threshold of a rate that the scores do not resolve; absent in older files. */
    extrapolate: z.boolean().default(false),
    /** Threshold of the anomaly map. */
    pixelThreshold: z.number(),
    /** Calibration scores, from which thresholds for other rates follow. */
    imageScores: z.array(z.number()).min(1),
  }),
});

/**
 * The description of an exported file.
 *
 * @useDeclaredType
 */
export type ExportManifest = z.output<typeof exportManifestSchema>;

/** A small input and the file's outputs for it, as JSON under the key `nominal.selfTest`. */
export const selfTestSchema = z.strictObject({
  /** The image is this tile, repeated to the right and down until the image is full. */
  tile: size,
  /** height × width × 3 values, RGB, base64. */
  pixels: z.base64().max(2 ** 20),
  /** Size of the image. */
  image: size.refine(({ height, width }) => height * width <= MAX_TEST_PIXELS, 'is too large'),
  expected: z.strictObject({
    imageScore: z.number(),
    pValue: z.number(),
    tailPValue: z.number(),
    /** Row-major. */
    patchScores: z
      .array(z.number())
      .min(1)
      .max(2 ** 20),
    /** Largest value of the map. */
    anomalyMap: z.number(),
  }),
  /** Maximum difference of a value, relative to the larger of its size and 1. */
  tolerance: z.number().gt(0),
});

/** A self-test. */
export type SelfTest = z.output<typeof selfTestSchema>;

/** Keys of the metadata. */
export const metadataKeys = {
  manifest: 'nominal.manifest',
  selfTest: 'nominal.selfTest',
  /** SHA-256 of the file with zeros in place of this value. */
  sha256: 'nominal.sha256',
} as const;
