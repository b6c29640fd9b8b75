import { describe, expect, it } from 'vitest';
import { LineCounts } from './LineCounts.ts';

const at = (minute: number, second = 0) => Date.UTC(2026, 0, 1, 8, minute, second);
const decided = (id: number, verdict: 'nominal' | 'anomalous', ms = at(0)) => ({
  ...{ id, verdict, stamps: null },
  createdAt: new Date(ms).toISOString(),
});

describe('the counts of a line', () => {
  it('go on from the decisions that are kept, and count none of them twice', () => {
    const kept = [decided(3, 'anomalous'), decided(2, 'anomalous'), decided(1, 'nominal')];
    const minute = new Date(at(0)).toISOString();
    const counts = new LineCounts(kept, [{ minute, nominal: 1, anomalous: 2 }]);
    counts.add(decided(3, 'anomalous'));
    counts.add(decided(4, 'anomalous', at(0, 30)));
    expect(counts.reading(at(1), 15)).toEqual({
      ...{ images: 4, rejected: 3, rejectsInRow: 3, passesInRow: 0, late: 0, silentS: 30 },
    });
  });

  it('know how many of the last 20 verdicts of cameras were late, over a restart, too', () => {
    const time = new Date(at(0)).toISOString();
    const stamps = { receivedAt: time, decodedAt: time, judgedAt: time };
    const ofCamera = (id: number, late: boolean) => ({
      ...decided(id, 'nominal'),
      stamps: { ...stamps, triggeredAt: null, toldAt: null, late },
    });
    const counts = new LineCounts([ofCamera(2, true), ofCamera(1, true)], []);
    counts.add(ofCamera(3, true));
    // Of a folder: nobody waits for it.
    counts.add(decided(4, 'nominal'));
    expect(counts.reading(at(1), 1)).toMatchObject({ late: 3 });
    for (let id = 5; id < 5 + 18; id++) counts.add(ofCamera(id, false));
    expect(counts.reading(at(1), 1)).toMatchObject({ late: 2 });
  });

  it('forget what is older than the minutes that are looked at', () => {
    const counts = new LineCounts([decided(1, 'anomalous')], []);
    for (let minute = 1; minute <= 5; minute++)
      counts.add(decided(minute + 1, 'anomalous', at(minute)));
    expect(counts.reading(at(5), 2)).toMatchObject({ images: 2, rejected: 2, rejectsInRow: 6 });
    expect(counts.reading(at(60), 2)).toMatchObject({ images: 0, rejected: 0 });
  });
});
