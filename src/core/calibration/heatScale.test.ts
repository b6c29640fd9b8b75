import { describe, expect, it } from 'vitest';
import { heatScaleOf } from './heatScale.ts';
import { MAP_TAIL_LEVELS } from './MapRarity.ts';

/** Tails of three good images, whose median pixels are 3, 1 and 2. */
const mapTails = Float32Array.from(
  [3, 1, 2].flatMap((typical) => Array.from({ length: MAP_TAIL_LEVELS }, (_, i) => typical + i)),
);

describe('heatScaleOf', () => {
  it('starts at the typical pixel of good images and ends as far above the threshold as that lies above it', () => {
    expect(heatScaleOf(mapTails, 5)).toEqual({ zeroAt: 2, thresholdAt: 5, fullAt: 8 });
  });

  it.each([1, 0, -2])('is never empty: a threshold of %f, set by hand', (threshold) => {
    const { zeroAt, thresholdAt, fullAt } = heatScaleOf(mapTails, threshold);
    expect(zeroAt).toBeLessThan(thresholdAt);
    expect(fullAt).toBeGreaterThan(thresholdAt);
  });
});
