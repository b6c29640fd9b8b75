import { z } from 'zod';

/** When the line of one product is in trouble; null or false is no alarm. */
export const lineAlarmsSchema = z.strictObject({
  rejectsInRow: z
    .int()
    .min(2)
    .max(100)
    .nullable()
    .default(5)
    .describe('Rejects one after another; the alarm ends after as many passed parts'),
  rejectedShare: z
    .strictObject({
      share: z.number().gt(0).lt(1).describe('Share of the images that is rejected'),
      minutes: z.int().min(1).max(240).describe('Length of time that is looked at'),
      leastImages: z.int().min(1).max(100_000).default(20).describe('Fewer images are no alarm'),
    })
    .nullable()
    .default({ share: 0.2, minutes: 15, leastImages: 20 })
    .describe('The alarm ends at four fifths of the share'),
  noImageS: z
    .int()
    .min(2)
    .max(86_400)
    .nullable()
    .default(null)
    .describe('Seconds without an image, once there was one; the next image ends the alarm'),
  late: z
    .int()
    .min(1)
    .max(20)
    .nullable()
    .default(3)
    .describe(
      'Late verdicts among the last 20 of cameras with a deadline; the alarm ends once none of them is late',
    ),
  drift: z.boolean().default(true).describe('The drift test of the scores of passed parts'),
  rejects: z
    .boolean()
    .default(true)
    .describe('The test of whether more is rejected than the threshold rejects of good parts'),
});

/** When the station itself is in trouble; null is no alarm. */
export const stationAlarmsSchema = z.strictObject({
  queueLength: z
    .int()
    .min(1)
    .max(100_000)
    .nullable()
    .default(100)
    .describe('Images that wait; the alarm ends at half of it'),
  freeDiskMib: z
    .int()
    .min(1)
    .max(2 ** 30)
    .nullable()
    .default(1024)
    .describe('MiB free where the data folder lies; the alarm ends at five quarters of it'),
});

/** Alarms of a station: what holds where nothing else is set in the console. */
export const alarmsSchema = z.strictObject({
  line: lineAlarmsSchema.prefault({}).describe('Of every product without settings of its own'),
  station: stationAlarmsSchema.prefault({}).describe('Of the station itself'),
});

export type LineAlarms = z.output<typeof lineAlarmsSchema>;
export type StationAlarms = z.output<typeof stationAlarmsSchema>;

/** What an alarm of a product can be about. */
export const lineAlarmKinds = [
  'rejectsInRow',
  'rejectedShare',
  'noImage',
  'late',
  'drift',
  'rejects',
] as const;
/** What an alarm can be about. */
export const alarmKinds = [...lineAlarmKinds, 'queue', 'disk'] as const;
export type AlarmKind = (typeof alarmKinds)[number];
