import { z } from 'zod';
import type { Region } from '../core/regions/index.ts';
import type { ShapeOf } from './shapeOf.ts';

const pointSchema = z.tuple([z.number(), z.number()]).readonly();

/**
 * A connected part of an anomaly map above the pixel threshold, or the highest place of a rejected image
 * where nothing is; in pixels of the image.
 */
export const regionSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  area: z.number(),
  maxScore: z.number(),
  meanScore: z.number(),
  contours: z.array(z.array(pointSchema).readonly()).readonly(),
  belowPixelThreshold: z.boolean(),
} satisfies ShapeOf<Region>);
