import { describe, expect, it } from 'vitest';
import { detectionCurve } from './detectionCurve.ts';
import { ScoreCalibration } from './ScoreCalibration.ts';

describe('the detection curve', () => {
  const calibration = new ScoreCalibration(Float32Array.from({ length: 9 }, (_, i) => i + 1));
  const costs = { defectShare: 0.1, missCost: 20 };

  it('has the detection rate and the expected cost at each rate, worked by hand', () => {
    // At 0.2 the threshold is the second largest of 9 scores, 8: two of four defects are above.
    const [point] = detectionCurve(calibration, [2, 8, 8.5, 30], costs, [0.2]);
    expect(point).toMatchObject({ threshold: 8, heldRate: 0.2, detectionRate: 0.5 });
    expect(point.cost).toBeCloseTo(0.9 * 0.2 + 0.1 * 20 * 0.5, 12);
    expect(point.interval.low).toBeCloseTo(0.0676, 4);
  });

  it('never detects less at a higher rate', () => {
    const curve = detectionCurve(calibration, [1, 3, 5, 7, 9, 11], costs);
    const found = curve.map(({ detectionRate }) => detectionRate);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(curve[0]).toMatchObject({ falseRejectRate: 0.001, heldRate: 0.1, extrapolated: false });
  });
});
