import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseConfig } from './parseConfig.ts';

/** How the work is done on this machine; nothing of it is kept in a model, and on the CPU nothing of it changes a result. */
export const runtimeConfigSchema = z.strictObject({
  threads: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Threads for network, matrix products and coresets (default: one per core)'),
  device: z
    .enum(['cpu', 'cuda', 'directml', 'coreml', 'webgpu'])
    .default('cpu')
    .describe('What the network runs on, where the build of ONNX Runtime for this machine has it'),
  maxMegapixels: z
    .number()
    .gt(0)
    .max(10_000)
    .default(80)
    .describe(
      'Largest image that is decoded, in millions of pixels; files of more than 8 bytes for each are refused, too, from 256 MiB on',
    ),
  lenientJpeg: z
    .boolean()
    .default(false)
    .describe(
      'Take JPEG files whose header breaks the standard without touching a pixel, as some cameras write in every frame',
    ),
  batchImages: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe(
      'Images that are decoded and go through the network together (default: one per thread, at most 8)',
    ),
  workers: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe(
      'Images of a stream that are inspected side by side, each on its share of the threads, with a network and a bank in memory for each',
    ),
});

/** Beyond this a batch saves no more time, and its activations take memory. */
const MAX_DEFAULT_BATCH_IMAGES = 8;

/**
 * What a caller may give.
 *
 * @useDeclaredType
 */
export type RuntimeOptions = z.input<typeof runtimeConfigSchema>;

/** Complete: every default filled in. */
export type RuntimeConfig = z.output<typeof runtimeConfigSchema> & {
  readonly threads: number;
  readonly batchImages: number;
};

/** What of a runtime configuration says how images are decoded. */
export type DecodingConfig = Pick<RuntimeConfig, 'maxMegapixels' | 'lenientJpeg'>;

/** The same as decoders take it. */
export function decodeLimitsOf({ maxMegapixels, lenientJpeg }: DecodingConfig): {
  readonly maxPixels: number;
  readonly lenientJpeg: boolean;
} {
  return { maxPixels: maxMegapixels * 1e6, lenientJpeg };
}

/** Fills in defaults. @throws NominalError `CONFIG_INVALID`. */
export function resolveRuntimeConfig(options: RuntimeOptions = {}): RuntimeConfig {
  const config = parseConfig(runtimeConfigSchema, options, 'runtime configuration');
  const threads = config.threads ?? availableParallelism();
  const batchImages = config.batchImages ?? Math.min(MAX_DEFAULT_BATCH_IMAGES, threads);
  return { ...config, threads, batchImages };
}
