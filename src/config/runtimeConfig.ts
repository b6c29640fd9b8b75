import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseConfig } from './parseConfig.ts';

/** How the work is done on this machine. None of it is stored in a model, and on the CPU none of it changes a result. */
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
    .describe('Device of the network, if the build of ONNX Runtime for this machine supports it'),
  maxMegapixels: z
    .number()
    .gt(0)
    .max(10_000)
    .default(80)
    .describe(
      'Largest image that is decoded, in millions of pixels; files with more than 8 bytes per pixel of this limit are refused, too, if larger than 256 MiB',
    ),
  lenientJpeg: z
    .boolean()
    .default(false)
    .describe(
      'Accept JPEG files whose header violates the standard without affecting a pixel, as some cameras write every frame',
    ),
  batchImages: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe(
      'Images that are decoded and processed by the network together (default: one per thread, at most 8)',
    ),
  workers: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe(
      'Images of a stream that are inspected in parallel, each with its share of the threads and its own network and bank in memory',
    ),
});

/** A larger batch saves no more time, and its activations take memory. */
const MAX_DEFAULT_BATCH_IMAGES = 8;

/**
 * Options that a caller may pass.
 *
 * @useDeclaredType
 */
export type RuntimeOptions = z.input<typeof runtimeConfigSchema>;

/** A complete configuration: every default is filled in. */
export type RuntimeConfig = z.output<typeof runtimeConfigSchema> & {
  readonly threads: number;
  readonly batchImages: number;
};

/** The part of a runtime configuration that concerns decoding. */
export type DecodingConfig = Pick<RuntimeConfig, 'maxMegapixels' | 'lenientJpeg'>;

/** Converts a {@link DecodingConfig} to the limits that decoders take. */
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
