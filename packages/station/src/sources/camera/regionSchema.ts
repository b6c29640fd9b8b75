import { z } from 'zod';
import type { FrameCut } from '../../frames/index.ts';

const side = z.int().min(8).max(65_535);
const place = z.int().min(0).max(65_535);

/** A part of each frame that is inspected by itself. */
const regionSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .describe('Name in the history, after that of the source: letters, digits, "-" and "_"'),
  rectangle: z
    .strictObject({ y: place, x: place, height: side, width: side })
    .describe('In pixels of the frame'),
  rotation: z
    .literal([0, 90, 180, 270])
    .default(0)
    .describe('Degrees clockwise by which the part is turned'),
  product: z.string().min(1).optional().describe('What it shows (default: that of the source)'),
});

/** A part of each frame that is inspected by itself. */
export type FrameRegion = z.output<typeof regionSchema> & FrameCut;

/** The parts of each frame. */
export const regionsSchema = z
  .array(regionSchema)
  .min(1)
  .max(64)
  .refine(
    (regions) => new Set(regions.map(({ name }) => name)).size === regions.length,
    'have names of their own',
  );

/** What the decisions on a region say that they came from. */
export function regionSource(source: string, { name }: Pick<FrameRegion, 'name'>): string {
  return `${source}/${name}`;
}
