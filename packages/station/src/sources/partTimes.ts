import { z } from 'zod';

const ms = z.number().describe('Milliseconds');

/** How long the stages of one part took. */
export const partTimesSchema = z.object({
  frame: ms.nullable().describe('From the trigger to the last byte of the frame; null without one'),
  decode: ms.describe('From there until its file could be handed to the process that inspects'),
  judge: ms.describe('From there to the verdict'),
  tell: ms.describe('From there until the decision was safe on the disk, and told'),
  total: ms.describe('From the trigger, or the frame if there is none'),
});

/** How long the stages of one part took, in milliseconds. */
export type PartTimes = Readonly<z.output<typeof partTimesSchema>>;

/** The stages in their order, and all together. */
export const partStages = partTimesSchema.keyof().options;
