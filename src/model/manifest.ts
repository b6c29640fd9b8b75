import { z } from 'zod';
import { activationRangesSchema } from '../backbone/index.ts';
import { fitConfigSchema } from '../config/index.ts';
import type { Appearance, UsualAppearance } from '../core/appearance/index.ts';
import type { Exposure } from '../core/image/index.ts';
import type { ShapeOf } from '../decision/index.ts';
import type { SeenImages } from '../image/index.ts';

/** Version of the model file's schema; files of higher versions are refused, those of lower versions migrated. */
export const SCHEMA_VERSION = 2;

/** Maximum number of cells along a side of a patch grid: an image side of 100,000 pixels at a stride of 8 has fewer. */
const MAX_GRID_SIDE = 16_384;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const places = z.strictObject({ level: z.number(), spread: z.number().gt(0) }).nullable();

const images = z.array(z.strictObject({ name: z.string(), sha256 })).min(1);

const wholes = z.array(z.int().min(0));
/** Maximum number of pixels of all zones together: every zone becomes a mask. */
const MAX_ZONE_PIXELS = 2 ** 29;

const roiSchema = z
  .strictObject({
    height: z.int().min(1),
    width: z.int().min(1),
    zones: z
      .array(
        z.strictObject({
          name: z.string(),
          falseRejectRate: z.number().gt(0).lt(1).nullable(),
          threshold: z.number().min(0).nullable(),
          runs: wholes,
        }),
      )
      .min(1),
  })
  .refine(
    ({ height, width, zones }) => height * width * zones.length <= MAX_ZONE_PIXELS,
    'is too large',
  );

const range = z.strictObject({ low: z.number().min(0), high: z.number().min(0) });

const levels = z.array(z.number().min(0).max(255)).length(3);

const exposureSchema = z.strictObject({
  low: levels,
  high: levels,
} satisfies ShapeOf<Exposure>);

/** @param place where files of earlier builds have none. */
const appearanceSchema = (place: number) =>
  z.strictObject({
    brightness: z.number(),
    contrast: z.number(),
    grain: z.number(),
    red: z.number(),
    blue: z.number(),
    middleY: z.number().default(place),
    middleX: z.number().default(place),
  } satisfies ShapeOf<Appearance>);

const usualAppearanceSchema = z.strictObject({
  cells: z.number().gt(0),
  images: z.int().min(1),
  median: appearanceSchema(0),
  // So wide that nothing counts as shifted.
  spread: appearanceSchema(1),
} satisfies ShapeOf<UsualAppearance>);

const seenSchema = z.strictObject({
  height: range,
  width: range,
  aspect: range,
  colors: z.array(z.enum(['grey', 'faint', 'color'])),
  depths: z.array(z.union([z.literal(8), z.literal(16)])),
  usedBits: range,
  /** Absent in files of earlier builds. */
  appearance: usualAppearanceSchema.nullable().default(null),
} satisfies ShapeOf<SeenImages>);

/** The text part of a model file, next to its tensors. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  config: fitConfigSchema.extend({ taps: z.array(z.string().min(1)).min(1) }),
  backbone: z.strictObject({ name: z.string().min(1), sha256 }),
  /** Absent in files from before 8-bit networks. */
  activationRanges: activationRangesSchema.nullable().default(null),
  /** Absent in older files. */
  framing: z
    .strictObject({
      depthRange: z
        .strictObject({ low: z.int().min(0), high: z.int().max(65535) })
        .refine(({ low, high }) => low < high, 'is empty')
        .nullable(),
      roi: roiSchema.nullable().default(null),
      aligned: z.boolean().default(false),
      /** Absent if images are taken as they are. */
      exposure: exposureSchema.nullable().default(null),
      seen: seenSchema.nullable().default(null),
    })
    .default(() => ({
      depthRange: null,
      roi: null,
      aligned: false,
      exposure: null,
      seen: null,
    })),
  /** Absent in older files. */
  grid: z
    .strictObject({
      height: z.int().min(1).max(MAX_GRID_SIDE),
      width: z.int().min(1).max(MAX_GRID_SIDE),
    })
    .nullable()
    .default(null),
  images,
  /** Absent if there are none. */
  copies: z.array(z.strictObject({ name: z.string(), sha256, of: sha256 })).default([]),
  /** Null for a bank that another program selected. */
  coveringRadius: z.number().min(0).nullable(),
  calibration: z.strictObject({
    method: z.enum(['folds', 'leave-one-out', 'held-out']),
    /** Null if they are the training images, which need not be named twice. */
    images: images.nullable(),
  }),
  threshold: z.number().min(0).nullable(),
  changes: z.array(
    z.strictObject({
      kind: z.enum(['import', 'update', 'calibration', 'threshold']),
      at: z.iso.datetime(),
      parent: sha256.nullable(),
      summary: z.string(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
    }),
  ),
  places,
});

/** The text part as written. */
export type ManifestInput = z.input<typeof manifestSchema>;

/** The text part as parsed. */
export type Manifest = z.output<typeof manifestSchema>;
