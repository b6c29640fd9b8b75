import { describe, expect, it } from 'vitest';
import { type LineReading, lineConditions, stationConditions } from './conditions.ts';
import { type AlarmKind, lineAlarmsSchema, stationAlarmsSchema } from './settings.ts';

const quiet: LineReading = {
  ...{ rejectsInRow: 0, passesInRow: 1, images: 100, rejected: 0, late: 0, silentS: 0 },
  process: null,
};
const settings = lineAlarmsSchema.parse({ noImageS: 30 });

function standing(change: Partial<LineReading>, raised: readonly AlarmKind[] = []): AlarmKind[] {
  return lineConditions(settings, { ...quiet, ...change }, new Set(raised))
    .filter(({ stands }) => stands)
    .map(({ kind }) => kind);
}

describe('the conditions of alarms', () => {
  it('hold nothing against a quiet line', () => {
    expect(standing({})).toEqual([]);
  });

  it('raise one at five rejects in a row, which ends after five passed parts', () => {
    expect(standing({ rejectsInRow: 4, passesInRow: 0 })).toEqual([]);
    expect(standing({ rejectsInRow: 5, passesInRow: 0 })).toEqual(['rejectsInRow']);
    expect(standing({ passesInRow: 4 }, ['rejectsInRow'])).toEqual(['rejectsInRow']);
    expect(standing({ passesInRow: 5 }, ['rejectsInRow'])).toEqual([]);
  });

  it('raise one at a share above 20 %, which ends at 16 %, and none of fewer than 20 images', () => {
    expect(standing({ rejected: 20 })).toEqual([]);
    expect(standing({ rejected: 21 })).toEqual(['rejectedShare']);
    expect(standing({ rejected: 17 }, ['rejectedShare'])).toEqual(['rejectedShare']);
    expect(standing({ rejected: 16 }, ['rejectedShare'])).toEqual([]);
    expect(standing({ images: 19, rejected: 10 })).toEqual([]);
    expect(standing({ images: 0, rejected: 0 }, ['rejectedShare'])).toEqual([]);
  });

  it('raise one where no image comes in time, and end it with the next', () => {
    expect(standing({ silentS: 29.9 })).toEqual([]);
    expect(standing({ silentS: 30 })).toEqual(['noImage']);
    expect(standing({ silentS: 0.1 }, ['noImage'])).toEqual([]);
  });

  it('raise one at three late verdicts of the latest, which ends once none of them is late', () => {
    expect(standing({ late: 2 })).toEqual([]);
    expect(standing({ late: 3 })).toEqual(['late']);
    expect(standing({ late: 1 }, ['late'])).toEqual(['late']);
    expect(standing({ late: 0 }, ['late'])).toEqual([]);
  });

  it('follow the tests of drift and of rejects, which decide by themselves', () => {
    const process = {
      drift: { statistic: 2000, alarmAt: 1000, alarm: true, direction: 'down', images: 40 },
      rejects: {
        ...{ statistic: 2000, alarmAt: 1000, alarm: true, highestShare: 0.04 },
        run: { images: 9, rejected: 8 },
      },
      cause: { change: 'darker', spreads: 3.274 },
    } as const;
    expect(standing({ process })).toEqual(['drift', 'rejects']);
    const told = lineConditions(settings, { ...quiet, process }, new Set());
    for (const { measured } of told.filter(({ stands }) => stands))
      expect(measured).toMatchObject({ cause: 'darker', spreads: 3.3 });
    const off = lineAlarmsSchema.parse({ drift: false, rejects: false });
    const conditions = lineConditions(off, { ...quiet, process }, new Set());
    expect(conditions.every(({ stands }) => !stands)).toBe(true);
  });

  it('of the station end at half the queue, and at five quarters of the free disk', () => {
    const limits = stationAlarmsSchema.parse({});
    const of = (queueLength: number, freeDiskMib: number, raised: readonly AlarmKind[] = []) =>
      stationConditions(limits, { queueLength, freeDiskMib }, new Set(raised))
        .filter(({ stands }) => stands)
        .map(({ kind }) => kind);
    expect(of(99, 1024)).toEqual([]);
    expect(of(100, 1023)).toEqual(['queue', 'disk']);
    expect(of(51, 1279, ['queue', 'disk'])).toEqual(['queue', 'disk']);
    expect(of(50, 1280, ['queue', 'disk'])).toEqual([]);
  });
});
