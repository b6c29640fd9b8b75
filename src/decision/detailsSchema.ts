import { z } from 'zod';

/** A region as it is shown. */
export const regionSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  area: z.number(),
  maxScore: z.number(),
});

const size = z.object({ height: z.number(), width: z.number() });

/** A map of the image plane. */
const affine = z.object({
  yy: z.number(),
  yx: z.number(),
  y0: z.number(),
  xy: z.number(),
  xx: z.number(),
  x0: z.number(),
});

/** What a decision is shown with. */
export const detailsSchema = z.object({
  height: z.int(),
  width: z.int(),
  thresholdExtrapolated: z.boolean(),
  pixelThreshold: z.number(),
  heatScale: z.array(z.number()).readonly(),
  regions: z.array(regionSchema).readonly(),
  timing: z.record(z.string(), z.number()),
  grid: size,
  scope: z.array(z.int()).readonly().nullable().default(null),
  input: size,
  sourceBox: size.extend({ x: z.number(), y: z.number() }),
  toImage: affine.nullable().default(null),
  sigmaPx: z.number(),
  nearest: z
    .object({ sha256: z.string().nullable(), patch: z.int(), trainingPatch: z.int() })
    .nullable(),
});
