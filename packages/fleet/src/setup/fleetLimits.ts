import { z } from 'zod';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const bytes = (standard: number) => z.int().min(MIB).default(standard);

/**
 * What a fleet may keep on the servers' disks. Nothing is dropped for lack of room: adding to something
 * full is refused.
 */
export const fleetLimitsSchema = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('Servers of the cluster that hold each message: 3 where one may be lost'),
  requestBytes: bytes(2 * GIB).describe('Room for images that wait to be inspected'),
  imageBytes: bytes(2 * GIB).describe('Room for images too large for a message'),
  resultBytes: bytes(GIB).describe('Room for results'),
  resultHours: z
    .number()
    .gt(0)
    .max(24 * 365)
    .default(24)
    .describe('How long a result is kept, and with it the promise of one result per request'),
  deadLetterBytes: bytes(512 * MIB).describe('Room for requests that could not be done'),
  deadLetterDays: z.number().gt(0).max(3650).default(30).describe('How long those are kept'),
  modelBytes: bytes(4 * GIB).describe('Room for model files'),
});

/** Complete: every default filled in. */
export type FleetLimits = z.output<typeof fleetLimitsSchema>;
