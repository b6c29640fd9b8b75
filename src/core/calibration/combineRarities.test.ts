import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { imageScore } from '../scoring/index.ts';
import { Grid } from '../tensor/index.ts';
import { combineRarities } from './combineRarities.ts';
import { MapRarity, mapTail } from './MapRarity.ts';
import { ScoreCalibration } from './ScoreCalibration.ts';

const grid = (...values: number[]) => new Grid(1, values.length, Float32Array.from(values));

describe('combineRarities', () => {
  it('adds the decades of p-values cell by cell, which multiplies the p-values', () => {
    expect([...combineRarities([grid(1, 0, 2), grid(0.5, 0, 3)]).data]).toEqual([1.5, 0, 5]);
    expect([...combineRarities([grid(1, 2)]).data]).toEqual([1, 2]);
    expect(() => combineRarities([grid(1), grid(1, 2)])).toThrow(RangeError);
  });

  it('makes p-values that hold once the sum is calibrated again, however alike the members are', () => {
    const random = new Random(7);
    const [images, patches, tests] = [60, 16, 20];
    // Two members see the same part of each patch and each a part of its own, on scales of their own.
    const draw = () => {
      const own = (scale: number, shared: Float32Array) =>
        new Grid(
          4,
          4,
          shared.map((value) => scale * (value + random.uniform()) ** 2),
        );
      const shared = Float32Array.from({ length: patches }, () => random.uniform());
      return [own(1, shared), own(50, shared)];
    };
    let rejected = 0;
    const rounds = 150;
    for (let round = 0; round < rounds; round++) {
      const good = Array.from({ length: images }, draw);
      const rarities = [0, 1].map(
        (member) =>
          new MapRarity(Float32Array.from(good.flatMap((one) => [...mapTail(one[member])]))),
      );
      const score = (members: Grid[]) =>
        imageScore(combineRarities(members.map((one, i) => rarities[i].map(one))), 1);
      const calibration = new ScoreCalibration(Float32Array.from(good, score));
      for (let i = 0; i < tests; i++) if (calibration.pValue(score(draw())) <= 0.1) rejected++;
    }
    const rate = rejected / (rounds * tests);
    expect(rate).toBeGreaterThan(0.08);
    expect(rate).toBeLessThan(0.12);
  });
});
