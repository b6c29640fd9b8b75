import { z } from 'zod';
import { tokenSchema } from './tokens.ts';

/** An advert that is not renewed within this time is forgotten: its worker is gone. */
export const WORKER_TTL_MS = 6000;
/** How often a worker renews its advert. */
export const ADVERT_INTERVAL_MS = 2000;

/** A worker's entry in the bucket of workers, under its name. Newer versions may have more fields. */
export const workerAdvertSchema = z.object({
  protocol: z.int(),
  worker: tokenSchema,
  version: z.string(),
  host: z.string(),
  startedAt: z.iso.datetime(),
  state: z.enum(['serving', 'draining']),
  /** Patterns of the products that it takes. */
  serves: z.array(z.string()),
  /** Products whose model it has in memory. */
  warm: z.array(z.string()),
  capacity: z.int(),
  inHand: z.int(),
  done: z.int(),
  failed: z.int(),
  /** Mean milliseconds of one image over the last ones; null before the first. */
  meanMs: z.number().nullable(),
  /** Images a second over the last ten seconds. */
  perSecond: z.number(),
});

export type WorkerAdvert = z.output<typeof workerAdvertSchema>;
