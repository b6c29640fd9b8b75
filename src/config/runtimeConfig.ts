import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseConfig } from './parseConfig.ts';

/** How the work is done on this machine; nothing of it changes a result or is kept in a model. */
export const runtimeConfigSchema = z.strictObject({
  threads: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Threads for network and matrix products (default: one per core)'),
  batchImages: z
    .int()
    .min(1)
    .max(1024)
    .default(4)
    .describe('Images that go through the network together while fitting'),
});

/** What a caller may give. */
export type RuntimeOptions = z.input<typeof runtimeConfigSchema>;

/** Complete: every default filled in. */
export type RuntimeConfig = z.output<typeof runtimeConfigSchema> & { readonly threads: number };

/** Fills in defaults. @throws NominalError `CONFIG_INVALID`. */
export function resolveRuntimeConfig(options: RuntimeOptions = {}): RuntimeConfig {
  const config = parseConfig(runtimeConfigSchema, options, 'runtime configuration');
  return { ...config, threads: config.threads ?? availableParallelism() };
}
