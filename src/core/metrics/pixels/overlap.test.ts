import { describe, expect, it } from 'vitest';
import { auproOfGroups } from './overlap.ts';

const groups = {
  good: Uint32Array.of(0, 1, 3),
  defective: Uint32Array.of(1, 1, 0),
  goodTotal: 4,
  defectiveTotal: 2,
};
const gain = Float64Array.of(0.5, 0.5, 0);

describe('auproOfGroups', () => {
  it('integrates the whole curve for a limit of one', () => {
    expect(auproOfGroups(groups, gain, 1)).toBeCloseTo(0.25 * 0.75 + 0.75, 12);
  });

  it('interpolates where the limit falls between two points', () => {
    expect(auproOfGroups(groups, gain, 0.125)).toBeCloseTo((0.5 + 0.75) / 2, 12);
  });

  it('refuses a limit outside (0, 1] and gains of another length', () => {
    for (const limit of [0, -0.1, 1.1, Number.NaN]) {
      expect(() => auproOfGroups(groups, gain, limit)).toThrow(RangeError);
    }
    expect(() => auproOfGroups(groups, new Float64Array(2), 0.3)).toThrow(RangeError);
  });
});
