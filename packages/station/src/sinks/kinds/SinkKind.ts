import { verdictSchema } from 'nominal-vision/internal/decision';
import { z } from 'zod';
import type { Report } from '../../Report.ts';

/** Something that messages are handed to. */
export interface Sink {
  /** Hands one message over; a rejection means that it is to be sent again. */
  readonly send: (payload: string, signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A kind of sink: what its configuration holds, and how it is opened. */
export interface SinkKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly open: (config: z.output<Schema>, report: Report) => Promise<Sink>;
}

/** A key of the sinks that alarms are sent to as well. */
export const alarmKey = {
  alarms: z.boolean().default(true).describe('Whether alarms are sent, too'),
};

/** Keys that every sink has; it has `maxAttempts` and `retryMs`, too, with defaults of its own. */
export const sinkKeys = {
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .describe('Letters, digits, "-" and "_"'),
  verdicts: z
    .array(verdictSchema)
    .min(1)
    .default(verdictSchema.options)
    .describe('Verdicts that are sent'),
};
