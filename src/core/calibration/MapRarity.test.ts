import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { Grid } from '../tensor/index.ts';
import { MAP_TAIL_LEVELS, MapRarity, mapTail } from './MapRarity.ts';

const random = new Random(4);

/** A map whose values follow −log(1 − U), times a scale. */
function exponentialMap(scale: number): Grid {
  const data = Float32Array.from(
    { length: 256 * 256 },
    () => -scale * Math.log(1 - random.uniform()),
  );
  return new Grid(256, 256, data);
}

function rarityOf(scale: number, images = 20): MapRarity {
  const tails = new Float32Array(images * MAP_TAIL_LEVELS);
  for (let i = 0; i < images; i++) tails.set(mapTail(exponentialMap(scale)), i * MAP_TAIL_LEVELS);
  return new MapRarity(tails);
}

describe('the tail of a map', () => {
  it('is the values that halves, quarters, … of the pixels exceed, and the largest', () => {
    const tail = mapTail(new Grid(1, 8, Float32Array.of(5, 1, 8, 3, 2, 7, 4, 6)));
    expect([...tail.slice(0, 3)]).toEqual([4, 6, 7]);
    expect(tail[MAP_TAIL_LEVELS - 1]).toBe(8);
  });

  it('is that of the sorted values of the inspected pixels', () => {
    for (const [size, levels, zeros] of [
      [1, 1, 0],
      [7, 3, 2],
      [1000, 1_000_000, 0],
      [5000, 40, 1234],
    ]) {
      const data = Float32Array.from({ length: size }, (_, i) =>
        i < zeros ? 0 : (1 + random.integer(levels)) / levels,
      );
      const inspected = data.slice().sort().subarray(zeros);
      const expected = Array.from({ length: MAP_TAIL_LEVELS }, (_, level) => {
        const exceed = level === MAP_TAIL_LEVELS - 1 ? 0 : 2 ** -(level + 1) * inspected.length;
        return inspected[Math.max(0, inspected.length - 1 - Math.floor(exceed))];
      });
      const before = data.slice();
      expect([...mapTail(new Grid(1, size, data), inspected.length)]).toEqual(expected);
      expect(data).toEqual(before);
    }
  });
});

describe('the rarity of a map value', () => {
  it('recovers −log₁₀ P of a known distribution', () => {
    const rarity = rarityOf(1);
    // P(X ≥ x) = exp(−x), so x = 1 … 4 decades lie at x · ln 10.
    for (const decades of [1, 2, 3, 4])
      expect(rarity.of(decades * Math.LN10)).toBeCloseTo(decades, 0);
    expect(Math.abs(rarity.of(3 * Math.LN10) - 3)).toBeLessThan(0.1);
  });

  it('is the same for products whose scores differ in scale', () => {
    const [small, large] = [rarityOf(1), rarityOf(7)];
    for (const x of [2, 5, 9]) expect(Math.abs(small.of(x) - large.of(7 * x))).toBeLessThan(0.15);
  });

  it('rises steadily, beyond the largest value seen too, and ends at 12', () => {
    const rarity = rarityOf(1, 5);
    const values = Array.from({ length: 400 }, (_, i) => rarity.of(i / 10));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values[0]).toBe(0);
    expect(rarity.of(1e9)).toBe(12);
  });

  it('copes with good images that are all alike', () => {
    const rarity = new MapRarity(new Float32Array(2 * MAP_TAIL_LEVELS));
    expect(rarity.of(0)).toBe(0);
    expect(rarity.of(0.1)).toBe(12);
  });
});
