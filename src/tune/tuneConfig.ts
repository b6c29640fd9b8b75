import { z } from 'zod';
import { parseConfig } from '../config/index.ts';

/** Fewest images: some to learn from, and enough held out that an interval means something. */
export const MIN_IMAGES = 10;

const tuneConfigSchema = z.strictObject({
  heldOutShare: z.number().gt(0).lt(1).default(0.4),
  maxImages: z.int().min(MIN_IMAGES).default(100),
});

/** How the images of a search are chosen and parted; complete, with every default filled in. */
export type TuneConfig = z.output<typeof tuneConfigSchema>;

/** Fills in defaults and checks every value. @throws NominalError `CONFIG_INVALID`. */
export function resolveTuneConfig(options: unknown = {}): TuneConfig {
  return parseConfig(tuneConfigSchema, options, 'search of settings');
}
