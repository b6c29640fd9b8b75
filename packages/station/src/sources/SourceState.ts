import { z } from 'zod';
import { toldErrorSchema } from '../answers/toldError.ts';
import { timeSchema } from '../store/index.ts';

/** How a source is doing. */
export const sourceStateSchema = z.object({
  running: z
    .boolean()
    .describe('Whether frames of a camera come in, a folder can be read, a broker is connected'),
  framesPerSecond: z.number().describe('Images that came in the last seconds'),
  frames: z.int().describe('Images that came since it was opened'),
  inspected: z.int().describe('Those that were decided'),
  dropped: z.int().describe('Those that should have been inspected and could not be'),
  late: z.int().describe('Decisions that came after the deadline'),
  restarts: z.int().describe('Times that the program was started again'),
  faults: z.record(z.string(), z.int()).describe('Failures by code'),
  lastError: toldErrorSchema
    .extend({ at: timeSchema })
    .nullable()
    .describe('The failure that came last, even if it is over'),
});

/** How a source is doing. */
export type SourceState = Readonly<z.output<typeof sourceStateSchema>>;
