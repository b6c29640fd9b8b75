import { z } from 'zod';
import { type PixelFormatName, pixelFormatNames } from 'nominal-vision/internal/core/image';

/** Nothing smaller can be inspected. */
const side = z.int().min(8).max(65_535);

const described = {
  height: side.optional().describe('Height that each frame must have'),
  width: side.optional().describe('Width that each frame must have'),
};

/** What a program writes to its standard output. */
export const frameSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('pnm'), ...described }),
  z.strictObject({ format: z.literal('y4m'), ...described }),
  z.strictObject({ format: z.literal('jpeg'), ...described }),
  z.strictObject({ format: z.literal('png'), ...described }),
  z
    .strictObject({
      format: z.literal('raw'),
      height: side,
      width: side,
      pixelFormat: z
        .enum(pixelFormatNames as readonly [PixelFormatName, ...PixelFormatName[]])
        .describe('Name in the convention of GenICam (PFNC); rows are not padded'),
    })
    .refine(({ pixelFormat, width }) => !pixelFormat.startsWith('YUV') || width % 2 === 0, {
      message: 'two pixels of YUV422 share their color: the width must be even',
    }),
]);

/** What a program writes to its standard output. */
export type FrameConfig = z.output<typeof frameSchema>;
