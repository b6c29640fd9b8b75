import { z } from 'zod';
import { sizeSchema } from './fitConfig.ts';

/** How a model is exported. One schema defines the types, the defaults and the help of the command line. */
export const exportOptionsSchema = z.strictObject({
  precision: z
    .enum(['float32', 'float16', 'int8'])
    .optional()
    .describe(
      "Network: float32; float16, its weights at half the size, computed in float32; or int8, computed in 8 bits (default: the model's own)",
    ),
  bank: z
    .enum(['float32', 'float16', 'int8'])
    .default('float32')
    .describe('Memory bank: how its rows are stored; distances are computed in float32'),
  imageSize: sizeSchema
    .nullable()
    .default(null)
    .describe(
      'Size that all images have, HEIGHTxWIDTH, for runtimes that want fixed shapes; or any, for every size',
    ),
  input: z
    .enum(['uint8', 'float32'])
    .default('uint8')
    .describe('Type of the image input; values are 0..255 in both'),
});

/**
 * The options of a caller.
 *
 * @useDeclaredType
 */
export type ExportOptions = z.input<typeof exportOptionsSchema>;

/** The complete options, with every default filled in. */
export type ExportConfig = z.output<typeof exportOptionsSchema>;
