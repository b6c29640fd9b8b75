import { z } from 'zod';
import { fitConfigSchema, type PresetName, presets } from 'nominal-vision/internal/config';
import { imageChanges } from 'nominal-vision/internal/core/appearance';
import type { DriftDirection } from 'nominal-vision/internal/core/calibration';
import { verdictSchema } from 'nominal-vision/internal/decision';
import { toldErrorSchema } from '../answers/toldError.ts';
import { alarmKinds } from '../alarms/settings.ts';
import { consoleKinds } from '../endpoints/consoleKinds.ts';
import { jobKindNames } from '../jobs/kinds/names.ts';
import {
  binKinds,
  inspectionOrders,
  inspectionSchema,
  modelKinds,
  partSchema,
  reviewSchema,
  scopes,
  testLabels,
  tagSchema,
  timeSchema as time,
  UNPRINTABLE,
} from '../store/index.ts';
import { shiftTimesSchema } from '../shifts/shiftTimes.ts';
import { cleanUpProgressSchema, cleanUpSchema } from '../storage/CleanUps.ts';
import { diskUseSchema } from '../storage/DiskUse.ts';
import { retentionSchema } from '../storage/retention.ts';
import { partTimesSchema } from '../sources/partTimes.ts';
import { sourceStateSchema } from '../sources/SourceState.ts';
import { regionOfInterestSchema } from './regionOfInterest.ts';
import { withoutDefaults } from './withoutDefaults.ts';

/** Parts of addresses. */
export const idSchema = z
  .string()
  .regex(/^[0-9a-z]{16}$/, 'expected an id of 16 letters and digits');
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in lower-case hex');
export const inspectionIdSchema = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const rate = z.number().gt(0).lt(1).describe('Share of good parts that may be rejected');
/** The name of something, or of a person. */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(
    (text) => !UNPRINTABLE.test(text),
    'holds control characters, or such as turn the direction of text',
  );

/** Every error of the interface. */
export const errorSchema = z.object({ error: toldErrorSchema });

export const productSchema = z.object({
  id: z.string(),
  name: z.string(),
  falseRejectRate: z.number(),
  threshold: z
    .number()
    .nullable()
    .describe('Set by hand for the model in use; null: that of the rate'),
  modelId: z.string().nullable(),
  modelVersion: z.int().nullable(),
  images: z.int().describe('Good images that the next model is fitted from'),
  pendingImages: z.int().describe('Those that the model in use does not know yet'),
  pendingRemovals: z.int().describe('Images of the model in use that were taken out since'),
  createdAt: time,
  config: z.record(z.string(), z.unknown()).describe('What the next model is fitted with'),
});

/**
 * What a request may set of the fit configuration. A key that is left out is not set: its default would
 * undo what was set before. A region is data.
 */
export const fitOptionsSchema = withoutDefaults(fitConfigSchema.shape).extend({
  roi: regionOfInterestSchema.nullable().optional(),
});

export type FitOptions = z.output<typeof fitOptionsSchema>;

export const productBodySchema = z.strictObject({
  name: nameSchema,
  config: fitOptionsSchema.optional(),
});

export const productPatchSchema = z.strictObject({
  name: nameSchema.optional(),
  falseRejectRate: rate.optional().describe('Replaces a threshold that was set by hand'),
  threshold: z
    .number()
    .min(0)
    .nullable()
    .optional()
    .describe(
      'Image score above which the model in use rejects, whatever the rate; null: that of the rate',
    ),
  config: fitOptionsSchema.optional(),
});

export const trainingImageSchema = z.object({
  sha256: z.string(),
  name: z.string(),
  origin: z.enum(['upload', 'review']),
  addedAt: time,
  inModel: z.boolean().describe('Whether the model in use was fitted from it'),
  score: z
    .number()
    .nullable()
    .describe('Its image score by a memory bank without it; null if the model does not know it'),
});

export const addedImagesSchema = z.object({
  added: z.int(),
  known: z.int().describe('Images that the product had already'),
  refused: z.array(toldErrorSchema.extend({ name: z.string() })),
});

export const modelSchema = z.object({
  id: z.string(),
  productId: z.string(),
  version: z.int(),
  kind: z.enum(modelKinds),
  parentId: z.string().nullable(),
  bytes: z.int(),
  bankRows: z.int(),
  dimension: z.int(),
  backbone: z.string(),
  images: z.int(),
  inUse: z.boolean(),
  createdAt: time,
  createdBy: z.string(),
  config: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('What it was fitted with; null if the station does not know'),
});

/** A version whose settings the next fit is to take. */
export const settingsBodySchema = z.strictObject({ modelId: idSchema });

export const presetSchema = z.object({
  name: z.enum(Object.keys(presets) as [PresetName, ...PresetName[]]),
  config: z.record(z.string(), z.unknown()).describe('Those settings in which presets differ'),
  available: z.boolean().describe('Whether this station may use its network'),
});

export const imageSizeSchema = z.object({
  height: z.int().describe('As the image is shown'),
  width: z.int(),
  bytes: z.int(),
  mediaType: z.string(),
});

const sizeShape = { height: z.number(), width: z.number() };

/** A good image that sets the threshold. */
const setterSchema = z.object({
  sha256: z.string().nullable().describe('Of its file; null if the station does not have it'),
  score: z.number(),
  place: z
    .object({
      box: z.object({ y: z.number(), x: z.number(), ...sizeShape }),
      image: z.object(sizeShape),
    })
    .nullable()
    .describe('The box that its score comes from, in pixels of the image of that size'),
  thresholdWithout: z.number().nullable().describe('The threshold by the other images'),
});

export const calibrationSchema = z.object({
  modelId: z.string(),
  scores: z
    .array(z.number())
    .describe('Image scores of good images by a memory bank without them, ascending'),
  threshold: z.number(),
  extrapolate: z
    .boolean()
    .describe('Whether a tail model sets the threshold of a rate that the images are too few for'),
  extrapolated: z.boolean().describe('Whether a tail model has set this threshold'),
  falseRejectRate: z.number(),
  heldRate: z
    .number()
    .describe('The rate that the threshold holds: smallestRate if the images are too few'),
  smallestRate: z.number().describe('The least rate that the number of images can resolve'),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .describe("Holds the threshold's real false-reject rate with 95 % confidence"),
  setters: z
    .array(setterSchema)
    .describe('The good images that set the threshold, the highest score first, at most 5'),
  thresholdWithoutAll: z.number().nullable().describe('The threshold without any of them'),
  imagesNeeded: z.int().describe('Images that the rate needs to be resolved'),
});

export const reviewBodySchema = z.strictObject({
  review: reviewSchema
    .nullable()
    .describe(
      'confirmed: the verdict is right; falseReject: the part is good; missedDefect: it is not; null takes it back',
    ),
  comment: z.string().max(2000).optional().describe('An empty one removes what was written'),
  addToTraining: z
    .boolean()
    .default(true)
    .describe('Whether a false reject becomes a good image of the next model'),
  tags: z
    .array(tagSchema)
    .max(20)
    .optional()
    .describe('Kinds of defects, in place of those before; left out, they stay'),
});

/** Many reviews at once: all of them are kept, or none. */
export const reviewsBodySchema = z.strictObject({
  reviews: z
    .array(reviewBodySchema.extend({ inspection: inspectionIdSchema }))
    .min(1)
    .max(500),
});

/** How many decisions a filter finds. */
export const countsSchema = z.object({
  total: z.int(),
  nominal: z.int(),
  anomalous: z.int(),
  notReviewed: z.int(),
  tags: z
    .array(z.object({ tag: z.string(), count: z.int() }))
    .describe('Kinds of defects, the most frequent first'),
});

/** What the disk is used for, how long decisions are kept, and what was removed for that. */
export const storageSchema = diskUseSchema.extend({
  retention: retentionSchema,
  retentionOrigin: z
    .enum(['configuration', 'console'])
    .describe('console: it was set over HTTP, and the configuration does not hold'),
  binDays: z.int().describe('Days that what was removed stays in the waste bin'),
  cleanUp: z.object({
    running: cleanUpProgressSchema.nullable(),
    nextAt: time.describe('When the next one begins by itself, at the latest'),
    runs: z
      .array(cleanUpSchema)
      .describe('The latest that removed something, failed or were asked for; newest first'),
  }),
});

/** Where something removed is found again. */
const binItemShape = {
  kind: z.enum(binKinds),
  id: z.string().max(64).describe("Its id; of an image, its file's SHA-256"),
  productId: idSchema.nullable().describe('Null for a token'),
};

export const binItemSchema = z.object({
  ...binItemShape,
  name: z.string().describe('An image, a token; the version of a model'),
  removedAt: time,
});

export const binBodySchema = z.strictObject(binItemShape);

export const inspectResultSchema = z.object({
  inspections: z.array(inspectionSchema),
  failures: z.array(toldErrorSchema.extend({ name: z.string() })),
});

export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(jobKindNames),
  productId: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.unknown(),
  result: z.unknown(),
  error: toldErrorSchema.nullable(),
  attempts: z.int(),
  createdAt: time,
  finishedAt: time.nullable(),
  createdBy: z.string(),
});

export const historyQuerySchema = z.strictObject({
  product: idSchema.optional(),
  verdict: verdictSchema.optional(),
  review: z.enum([...reviewSchema.options, 'none', 'any']).optional(),
  source: z.string().max(100).optional(),
  part: partSchema.optional().describe('Part or serial number that came with the trigger'),
  model: idSchema.optional(),
  from: time.optional(),
  to: time.optional(),
  name: z.string().max(200).optional().describe('Part of the file name, in any letter case'),
  tag: z.string().max(40).optional().describe('A kind of defect that a person has seen'),
});

export const historyOrderSchema = z
  .enum(inspectionOrders)
  .default('newest')
  .describe('doubt: the nearest to their thresholds first');

/** What sources and sinks have in common. */
const endpointShape = {
  name: z.string(),
  kind: z.string(),
  origin: z
    .enum(['file', 'console'])
    .describe('file: of the configuration file, and not to be changed here'),
  problem: toldErrorSchema.nullable().describe('Why it is not open; null if it is'),
  config: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('Without secrets; null where the scope is smaller than admin'),
  secrets: z.array(z.string()).describe('Names of the secrets that it has'),
};

export const sourceSchema = z.object({
  ...endpointShape,
  product: z.string().describe('Name of the product'),
  state: sourceStateSchema.nullable().describe('Null if it is not open'),
  last: z
    .object({ inspection: z.int(), sha256: z.string(), name: z.string(), at: time })
    .nullable()
    .describe('The image that was decided last'),
});

export const sinkViewSchema = z.object({
  ...endpointShape,
  waiting: z.int().describe('Messages that wait to be taken'),
  failed: z.int().describe('Messages that were given up'),
  delivered: z.int().describe('Messages that were taken since it was opened'),
  lastDelivered: z.object({ at: time, message: z.string() }).nullable(),
  lastError: toldErrorSchema
    .extend({ at: time })
    .nullable()
    .describe('The last refusal, even if it is over'),
});

/** Keys of a source or sink in place of those before; their schema is that of its kind. */
export const endpointPatchSchema = z
  .record(z.string().max(64), z.unknown())
  .describe('Keys of its configuration; null takes one out, a secret that is left out stays');

export const testPictureSchema = z.object({
  name: z.string(),
  jpeg: z.string().describe('The picture in base64, reduced to 1024 pixels'),
});

export const testMessageSchema = z.object({
  taken: z.boolean(),
  error: toldErrorSchema.nullable().describe('Why it was not taken'),
  ms: z.number(),
});

/** How long the latest parts of a camera took, and how long they may. */
export const sourceTimesSchema = z.object({
  deadlineMs: z.int().nullable().describe('Null if it has none'),
  parts: z.array(partTimesSchema).describe('The latest, at most 500, the oldest first'),
});

export const statisticsSchema = z.object({
  perMinute: z.array(z.object({ minute: time, nominal: z.int(), anomalous: z.int() })),
  inspections: z.int(),
  anomalous: z.int(),
  unreviewedAnomalous: z.int(),
  queueDepth: z.int(),
  medianMs: z.number().nullable().describe('Median time of the last inspections'),
  p99Ms: z.number().nullable(),
  drift: z
    .object({
      statistic: z.number(),
      alarmAt: z.number(),
      alarm: z.boolean(),
      direction: z
        .enum(['up', 'down'] satisfies DriftDirection[])
        .nullable()
        .describe(
          'up: scores rise, parts look stranger than they did; down: scores fall, images show less than they did and defects may pass; null without an alarm',
        ),
      images: z.int(),
    })
    .nullable()
    .describe('A test of whether the scores of passed parts have shifted since calibration'),
  rejects: z
    .object({
      statistic: z.number(),
      alarmAt: z.number(),
      alarm: z.boolean(),
      run: z
        .object({ images: z.int(), rejected: z.int() })
        .describe('The latest images that speak for a higher share than promised'),
      highestShare: z
        .number()
        .describe('The share of good parts that may be rejected, as far as the calibration tells'),
    })
    .nullable()
    .describe(
      'A test of whether more is rejected than of good parts: a batch of defective parts, or light, camera or part have changed. Ends by itself',
    ),
  cause: z
    .object({
      change: z.enum(imageChanges),
      spreads: z.number().describe('By how much, in spreads of the training images; at least 2'),
    })
    .nullable()
    .describe(
      'What has changed most in the latest images while drift or rejects alarm; null if nothing has, or neither does',
    ),
});

export const alarmSchema = z.object({
  id: z.int(),
  productId: z.string().nullable().describe('Null: an alarm of the station itself'),
  kind: z.enum(alarmKinds),
  measured: z
    .record(z.string(), z.union([z.number(), z.string()]))
    .describe('The figures that it was raised by'),
  raisedAt: time,
  endedAt: time.nullable().describe('Null while it stands'),
  acknowledgedAt: time.nullable(),
  acknowledgedBy: z.string().nullable(),
});

export const shiftSchema = z.object({
  since: time.nullable().describe('Null before the first decision'),
  nominal: z.int(),
  anomalous: z.int(),
  refused: z.int().describe('Images and parts that could not be inspected'),
  lastRefused: toldErrorSchema
    .extend({ id: z.int(), source: z.string(), name: z.string(), at: time })
    .nullable()
    .describe('The latest of them, in this shift or before'),
  now: time.describe('Of the station, by which a screen tells the age of a decision'),
  problem: z.string().nullable().describe('Why the station cannot inspect now; null if it can'),
  staleAfterS: z.int().describe('Seconds after which the last decision is no news any more'),
});

export const shiftSettingsSchema = shiftTimesSchema.extend({
  timeZone: z.string().describe('Of the clock of the station'),
});

export const testImageSchema = z.object({
  sha256: z.string(),
  name: z.string(),
  label: z.enum(testLabels),
  addedAt: time,
  score: z.number().nullable().describe('By the model asked for; null: it has not judged it yet'),
  learned: z
    .boolean()
    .describe('Whether that model has learned this very image: it is no test then'),
});

export const testRunSchema = z.object({
  judged: z.int(),
  remaining: z.int().describe('Test images that the model has still to judge'),
  failures: z.array(toldErrorSchema.extend({ name: z.string() })),
});

export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(scopes),
  createdAt: time,
});

export const tokenBodySchema = z.strictObject({ name: nameSchema, scope: z.enum(scopes) });

export const sessionSchema = z.object({
  actor: z.string(),
  scope: z.enum(scopes),
  tokenRequired: z.boolean(),
  version: z.string(),
  mayAdd: z
    .array(z.enum(consoleKinds))
    .describe('Kinds of sources and sinks that this session may add and change'),
});

export const auditSchema = z.object({
  id: z.int(),
  at: time,
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  details: z.unknown(),
});

export const limitSchema = z.coerce.number().int().min(1).max(500);
