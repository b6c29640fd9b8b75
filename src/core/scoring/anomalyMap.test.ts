import { describe, expect, it } from 'vitest';
import { gaussianBlur, sampleGrid } from '../image/index.ts';
import { Random } from '../random/index.ts';
import { Grid } from '../tensor/index.ts';
import { anomalyMap } from './anomalyMap.ts';

function randomGrid(height: number, width: number): Grid {
  const random = new Random(4);
  return new Grid(
    height,
    width,
    Float32Array.from({ length: height * width }, () => random.gaussian()),
  );
}

describe('the anomaly map', () => {
  it.each([
    [28, 28, 224, 224, 4],
    [5, 9, 40, 31, 2.5],
    [1, 1, 8, 8, 4],
    [7, 3, 7, 3, 1],
    [9, 9, 30, 30, 20],
  ])(
    'of %i x %i cells at %i x %i pixels is the upsampled grid, smoothed with sigma %d',
    (rows, columns, height, width, sigmaPx) => {
      const scores = randomGrid(rows, columns);
      const upsampled = sampleGrid(scores, { y: 0, x: 0, height, width }, height, width);
      const expected = gaussianBlur(upsampled, sigmaPx);
      const { data } = anomalyMap(scores, height, width, sigmaPx);
      for (const [i, value] of expected.data.entries()) expect(data[i]).toBeCloseTo(value, 5);
    },
  );

  it('without smoothing is the upsampled grid', () => {
    const scores = new Grid(1, 2, Float32Array.of(0, 1));
    expect([...anomalyMap(scores, 1, 4, 0).data]).toEqual([0, 0.25, 0.75, 1]);
  });
});
