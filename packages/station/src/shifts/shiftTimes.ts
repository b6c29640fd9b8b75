import { z } from 'zod';

/** When shifts begin, by the clock of the station's machine; none means that a person begins them. */
export const shiftTimesSchema = z.strictObject({
  times: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is a time of day such as 06:00'))
    .max(24)
    .describe('Times of day at which counters begin again, such as 06:00'),
});

/** The last time of day that has passed, today or yesterday; null if there is none. */
export function lastShiftStart(times: readonly string[], now: Date): Date | null {
  const starts = [0, 1].flatMap((daysAgo) =>
    times.map((time) => {
      const [hours, minutes] = time.split(':').map(Number);
      const day = now.getDate() - daysAgo;
      return new Date(now.getFullYear(), now.getMonth(), day, hours, minutes);
    }),
  );
  const past = starts.filter((start) => start <= now).map(Number);
  return past.length === 0 ? null : new Date(Math.max(...past));
}
