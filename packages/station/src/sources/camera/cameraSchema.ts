import { z } from 'zod';
import { frameSchema } from '../../frames/index.ts';
import { sourceKeys } from '../kinds/SourceKind.ts';
import { regionsSchema } from './regionSchema.ts';
import { triggerSchema } from './triggerSchema.ts';

/** A program that writes the frames of a camera to its standard output. */
export const cameraSchema = z.strictObject({
  kind: z.literal('camera'),
  ...sourceKeys,
  command: z
    .tuple([z.string().min(1)], z.string())
    .describe('The program and its arguments, each a text of its own; no shell reads them'),
  frames: frameSchema.describe('What it writes'),
  regions: regionsSchema
    .optional()
    .describe('Parts of each frame that are inspected by themselves, instead of the whole frame'),
  trigger: triggerSchema
    .prefault({ on: 'frame' })
    .describe('What has a frame inspected (default: every frame)'),
  deadlineMs: z
    .int()
    .min(1)
    .max(600_000)
    .optional()
    .describe(
      'Time from the trigger, or the frame if there is none, after which a verdict is late',
    ),
  silenceMs: z
    .int()
    .min(100)
    .max(86_400_000)
    .optional()
    .describe(
      'Time without a frame after which the program is started again, three times as long before its first (default: 10000; none for a camera with "paired", whose line may stand still)',
    ),
});

/** The configuration of a camera. */
export type CameraConfig = z.output<typeof cameraSchema>;
