import { z } from 'zod';

/** Settings that all members of a fleet share; written to its state bucket when the fleet is set up. */
export const fleetSettingsSchema = z.strictObject({
  ackWaitMs: z
    .int()
    .min(500)
    .max(600_000)
    .default(10_000)
    .describe('Silence of a worker after which what it had in hand is given to another'),
  maxTries: z
    .int()
    .min(1)
    .max(100)
    .default(6)
    .describe('Times that a request is given to a worker before it is a dead letter'),
});

/** Complete: every default filled in. */
export type FleetSettings = z.output<typeof fleetSettingsSchema>;

/** The entry of the state bucket. */
export const fleetStateSchema = z.object({
  protocol: z.int(),
  settings: fleetSettingsSchema,
});
