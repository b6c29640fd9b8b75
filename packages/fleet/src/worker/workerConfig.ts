import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { runtimeConfigSchema } from 'nominal-vision/internal/config';
import { tokenSchema } from '../protocol/tokens.ts';

const MIB = 2 ** 20;

/** How a worker is started. */
export const workerConfigSchema = z.strictObject({
  name: tokenSchema
    .optional()
    .describe('Name in the list of workers (default: host, process and a random part)'),
  models: z
    .array(z.string().min(1).max(200))
    .min(1)
    .default(['*'])
    .describe('Products to work for: names in which * stands for anything, separated by commas'),
  capacity: z
    .int()
    .min(1)
    .max(10_000)
    .default(8)
    .describe('Requests in hand at a time: enough to keep the pipeline full'),
  threads: z
    .int()
    .min(1)
    .max(1024)
    .default(() => availableParallelism())
    .describe('Threads that inspect (default: one per core)'),
  modelMemoryBytes: z
    .int()
    .min(MIB)
    .default(2048 * MIB)
    .describe('Memory of models kept loaded; beyond it the one used longest ago is let go'),
  cache: z
    .string()
    .min(1)
    .default('nominal-models')
    .describe('Folder for model files; workers of one machine can share it'),
  cacheBytes: z
    .int()
    .min(MIB)
    .default(10 * 1024 * MIB)
    .describe('Bytes of model files kept there; beyond it those used longest ago are removed'),
  backbones: z
    .array(z.string().min(1))
    .default([])
    .describe('Names or folders of backbones allowed in addition to those that come with nominal'),
  maxMegapixels: runtimeConfigSchema.shape.maxMegapixels,
  lenientJpeg: runtimeConfigSchema.shape.lenientJpeg,
  fits: z
    .boolean()
    .default(false)
    .describe('Work on shards of fits, too, one at a time, beside the inspections'),
});

/** Complete: every default filled in. */
export type WorkerConfig = z.output<typeof workerConfigSchema>;
