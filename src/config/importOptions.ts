import { z } from 'zod';
import { fitConfigSchema } from './fitConfig.ts';

const { resize, crop, taps, falseRejectRate, extrapolate } = fitConfigSchema.shape;

/** How a model of another program is converted. One schema defines the types, the defaults and the help of the command line. */
export const importOptionsSchema = z.strictObject({
  parameters: z
    .string()
    .min(1)
    .optional()
    .describe('patchcore_params.pkl of the original (default: the one next to the index)'),
  metadata: z
    .string()
    .min(1)
    .optional()
    .describe(
      'metadata.json of anomalib (default: the one next to the ONNX file, if there is one)',
    ),
  backbone: z
    .string()
    .min(1)
    .optional()
    .describe(
      'of the original: name or folder of the network that filled the bank (default: the one its parameters name); of anomalib: name under which to keep the network in the file',
    ),
  taps: taps.describe("layers of the network (default: the file's own)"),
  resize: resize
    .unwrap()
    .optional()
    .describe('size before the crop, as in fit (default: the one in the file, or the usual one)'),
  crop: crop
    .unwrap()
    .optional()
    .describe('center crop after resizing, as in fit (default: the one in the file)'),
  falseRejectRate: falseRejectRate.describe('share of good parts that may be rejected'),
  extrapolate,
});

/**
 * The options of a caller.
 *
 * @useDeclaredType
 */
export type ImportOptions = z.input<typeof importOptionsSchema>;

/** The complete options, with every default filled in. */
export type ImportConfig = z.output<typeof importOptionsSchema>;
