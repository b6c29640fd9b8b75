import { verdictSchema } from 'nominal-vision/internal/decision';
import { z } from 'zod';
import type { AlarmWatch } from '../../alarms/AlarmWatch.ts';
import type { Endpoint } from '../../endpoints/Endpoints.ts';
import type { Report } from '../../Report.ts';
import type { Source, SourceConfig } from '../../sources/kinds/index.ts';
import type { Tables } from '../../store/index.ts';

/** What a sink sees of the station. */
export interface SinkGate {
  readonly report: Report;
  readonly store: Pick<
    Tables,
    'products' | 'models' | 'inspections' | 'refusals' | 'shifts' | 'settings'
  >;
  readonly sourceEndpoints: {
    readonly list: readonly Pick<Endpoint<SourceConfig, Source>, 'config' | 'opened'>[];
  };
  readonly alarms: Pick<AlarmWatch, 'standing'>;
  /** Why the station cannot inspect now; null if it can. */
  readonly problem: string | null;
  /** Until the station's work is taken up. */
  readonly untilStarted: () => Promise<void>;
}

/** Something that messages are handed to. */
export interface Sink {
  /** Hands one message over; a rejection means that it is to be sent again. */
  readonly send: (payload: string, signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A kind of sink: what its configuration holds, and how it is opened. */
export interface SinkKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  /**
   * Whether it shows the state of a line. Then it is told every verdict and what was not inspected, too,
   * each with the counters of the shift: one that it misses would leave the one before standing.
   */
  readonly showsState: boolean;
  readonly open: (config: z.output<Schema>, gate: SinkGate) => Promise<Sink>;
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
};

/** A key of the sinks that are sent single decisions. */
export const verdictsKey = {
  verdicts: z
    .array(verdictSchema)
    .min(1)
    .default(verdictSchema.options)
    .describe('Verdicts that are sent'),
};
