import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Grid } from '../../tensor/index.ts';
import { sampleGrid } from './sampleGrid.ts';

interface ResizeCase {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly source: readonly number[];
  readonly expected: readonly number[];
}

const fixture = new URL('../../../../test/fixtures/images/image-filters.json', import.meta.url);
const { resize } = JSON.parse(readFileSync(fixture, 'utf8')) as { resize: readonly ResizeCase[] };

describe('sampleGrid', () => {
  it('doubling two cells mixes them 3 to 1 in the middle and keeps them at the edges', () => {
    const grid = new Grid(1, 2, Float32Array.of(0, 4));
    const whole = { x: 0, y: 0, height: 1, width: 4 };
    expect([...sampleGrid(grid, whole, 1, 4).data]).toEqual([0, 1, 3, 4]);
  });

  it('pixels whose centers lie outside the box are 0, those inside have the cells', () => {
    const grid = new Grid(2, 2, Float32Array.of(1, 2, 3, 4));
    const box = { x: 1, y: 1, height: 2, width: 2 };
    expect([...sampleGrid(grid, box, 4, 5).data]).toEqual(
      [
        [0, 0, 0, 0, 0],
        [0, 1, 2, 0, 0],
        [0, 3, 4, 0, 0],
        [0, 0, 0, 0, 0],
      ].flat(),
    );
  });

  it('a pixel half covered by the box counts as inside where its center does', () => {
    const grid = new Grid(1, 1, Float32Array.of(7));
    const box = { x: 0.4, y: 0, height: 1, width: 2.2 };
    expect([...sampleGrid(grid, box, 1, 4).data]).toEqual([7, 7, 7, 0]);
  });

  it.each(resize)('agrees with PyTorch to 1e-6 from $from to $to', (example) => {
    const grid = new Grid(...example.from, Float32Array.from(example.source));
    const [height, width] = example.to;
    const { data } = sampleGrid(grid, { x: 0, y: 0, height, width }, height, width);
    for (const [i, value] of example.expected.entries()) {
      expect(Math.abs(data[i] - value)).toBeLessThanOrEqual(1e-6);
    }
  });
});
