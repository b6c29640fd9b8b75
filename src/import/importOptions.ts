import { z } from 'zod';
import { fitConfigSchema } from '../config/index.ts';

const { resize, crop, taps, falseRejectRate } = fitConfigSchema.shape;

/** How a model of another program is converted. One schema gives the types, the defaults and the command line's help. */
export const importOptionsSchema = z.strictObject({
  parameters: z
    .string()
    .min(1)
    .optional()
    .describe('patchcore_params.pkl of the original (default: the one beside the index)'),
  metadata: z
    .string()
    .min(1)
    .optional()
    .describe('metadata.json of anomalib (default: the one beside the ONNX file, if there is one)'),
  backbone: z
    .string()
    .min(1)
    .optional()
    .describe(
      'of the original: name or folder of the network that filled the bank (default: what its parameters name); of anomalib: name to keep the network in the file under',
    ),
  taps: taps.describe("layers of the network (default: the file's own)"),
  resize: resize
    .unwrap()
    .optional()
    .describe('size before the crop, as in fit (default: what the file says, or its usual one)'),
  crop: crop
    .unwrap()
    .optional()
    .describe('center crop after resizing, as in fit (default: what the file says)'),
  falseRejectRate: falseRejectRate.describe('share of good parts that may be rejected'),
});

/**
 * What a caller may give.
 *
 * @useDeclaredType
 */
export type ImportOptions = z.input<typeof importOptionsSchema>;

/** Complete: every default filled in. */
export type ImportConfig = z.output<typeof importOptionsSchema>;
