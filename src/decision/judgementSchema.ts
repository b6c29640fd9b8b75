import { z } from 'zod';
import type { Appearance } from '../core/appearance/index.ts';
import type { Affine } from '../core/image/index.ts';
import { decisionSchema, verdictSchema } from './decisionSchema.ts';
import { imageWarningSchema } from './imageWarningSchema.ts';
import { regionSchema } from './regionSchema.ts';
import type { ShapeOf } from './shapeOf.ts';

const size = z.object({ height: z.number(), width: z.number() });

const affine = z.object({
  yy: z.number(),
  yx: z.number(),
  y0: z.number(),
  xy: z.number(),
  xx: z.number(),
  x0: z.number(),
} satisfies ShapeOf<Affine>);

const appearanceSchema = z.object({
  brightness: z.number(),
  contrast: z.number(),
  grain: z.number(),
  red: z.number(),
  blue: z.number(),
  // Absent from decisions of earlier builds.
  middleY: z.number().default(0),
  middleX: z.number().default(0),
} satisfies ShapeOf<Appearance>);

const nearestPatch = z.object({
  /** SHA-256 of the training image's file; null if it is not known. */
  sha256: z.string().nullable(),
  /** Cells of the patch grid, row-major. */
  patch: z.int(),
  trainingPatch: z.int(),
});

const zoneSchema = z.object({
  name: z.string(),
  score: z.number(),
  threshold: z.number(),
  verdict: verdictSchema,
});

/** A patch of the inspected image and the patch of a training image that it is nearest to. */
export type NearestPatch = Readonly<z.output<typeof nearestPatch>>;

/** Everything that is needed to show and explain a decision. */
export const detailsSchema = z.object({
  height: z.int(),
  width: z.int(),
  /** The rate that the threshold holds; null if an older build has decided. */
  heldRate: z.number().nullable().default(null),
  thresholdExtrapolated: z.boolean(),
  /**
   * The share of good images that the thresholds may reject, as far as the calibration images tell; null if
   * that is all of them, or not known.
   */
  highestRejectShare: z.number().nullable().default(null),
  /** What to know about the image in addition to its verdict. */
  warnings: z.array(imageWarningSchema).readonly().default([]),
  /** How far the looks of the image are from those of the training images, in spreads; null if that is not known. */
  appearance: appearanceSchema.nullable().default(null),
  /** Value of the anomaly map above which a pixel belongs to a region. */
  pixelThreshold: z.number(),
  /** Values of the anomaly map at which the heat is 0, 1/8, … 1. */
  heatScale: z.array(z.number()).readonly(),
  regions: z.array(regionSchema).readonly(),
  /** The zones that were judged separately; the verdict on the image is that of the worst. */
  zones: z.array(zoneSchema).readonly().default([]),
  /**
   * Where zones decide: the score of the whole image and the threshold that it would have. Drift compares
   * these from image to image, and another zone may be the worst each time. Null without zones.
   */
  whole: z.object({ score: z.number(), threshold: z.number() }).readonly().nullable().default(null),
  /** Milliseconds by stage. */
  timing: z.record(z.string(), z.number()),
  /** Size of the patch grid. */
  grid: size,
  /**
   * The cells of the grid that were inspected, row-major, as alternating lengths of runs outside and
   * inside, outside first; null if all were.
   */
  scope: z.array(z.int()).readonly().nullable().default(null),
  /** Size of the network's input, on which the map is computed. */
  input: size,
  /** The part of the image that the network saw, in pixels of the image as it was aligned. */
  sourceBox: size.extend({ x: z.number(), y: z.number() }),
  /** From places in the aligned image to places in the image itself; null if it was not aligned. */
  toImage: affine.nullable().default(null),
  sigmaPx: z.number(),
  /** Where the highest patch has its nearest neighbor, if that is known. */
  nearest: nearestPatch.nullable(),
});

/** Everything that is needed to show and explain a decision. */
export type InspectionDetails = Readonly<z.output<typeof detailsSchema>>;

/** The answer of a model for one image: the decision, its patch scores and its details. */
export const judgementSchema = z.strictObject({
  ...decisionSchema.shape,
  /** One score per cell of the patch grid, row-major. */
  patchScores: z.custom<Float32Array>((value) => value instanceof Float32Array),
  details: detailsSchema,
});

/** The answer of a model for one image: the decision, its patch scores and its details. */
export type Judgement = Readonly<z.output<typeof judgementSchema>>;
