import { describe, expect, it } from 'vitest';
import { lastShiftStart, shiftTimesSchema } from './shiftTimes.ts';

const times = ['06:00', '14:00', '22:00'];
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 2, day, hours, minutes);

describe('lastShiftStart', () => {
  it('is the last of the times that has passed, at that very minute too', () => {
    expect(lastShiftStart(times, at(10, 13, 59))).toEqual(at(10, 6));
    expect(lastShiftStart(times, at(10, 14))).toEqual(at(10, 14));
    expect(lastShiftStart(['22:00', '06:00'], at(10, 23))).toEqual(at(10, 22));
  });

  it('is of the day before in the early morning, over the end of a month as well', () => {
    expect(lastShiftStart(times, at(10, 5, 59))).toEqual(at(9, 22));
    expect(lastShiftStart(times, at(1, 1))).toEqual(new Date(2026, 1, 28, 22));
  });

  it('is none without times', () => {
    expect(lastShiftStart([], at(10, 12))).toBeNull();
  });
});

it('takes times of day only', () => {
  expect(shiftTimesSchema.safeParse({ times: ['06:00', '23:59'] }).success).toBe(true);
  for (const time of ['24:00', '6:00', '06:60', 'noon'])
    expect(shiftTimesSchema.safeParse({ times: [time] }).success).toBe(false);
});
