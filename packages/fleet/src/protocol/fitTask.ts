import { z } from 'zod';
import { tokenSchema } from './tokens.ts';

/** Remains of a fit whose program has died are removed after this time. */
export const FIT_HOURS = 48;

const whole = z.int().min(0);

/** A part of a fit that a worker does: to reduce a shard to a coreset, or to measure images held out of it. */
export const fitTaskSchema = z.strictObject({
  protocol: z.int(),
  fit: tokenSchema,
  kind: z.enum(['reduce', 'measure']),
  shard: whole,
  /** Images of the shard to measure; all are reduced. */
  images: z.array(whole).nullable(),
});

export type FitTask = z.output<typeof fitTaskSchema>;
export type FitTaskKind = FitTask['kind'];

/** A worker's progress with a shard. Newer versions may have more fields. */
export const fitProgressSchema = z.looseObject({
  kind: z.enum(['reduce', 'measure']),
  shard: whole,
  worker: tokenSchema,
  doneImages: whole,
});

export type FitProgress = z.output<typeof fitProgressSchema>;
