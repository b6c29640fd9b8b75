import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents } from './connectedComponents.ts';

function labelsOf(rows: readonly string[], connectivity: 4 | 8) {
  const mask = Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 255 : 0));
  const { labels, count } = connectedComponents(mask, rows.length, rows[0].length, connectivity);
  return { labels: [...labels].join(''), count };
}

describe('connectedComponents', () => {
  it('joins corners with 8 neighbors and not with 4', () => {
    expect(labelsOf(['#.', '.#'], 8)).toEqual({ labels: '1001', count: 1 });
    expect(labelsOf(['#.', '.#'], 4)).toEqual({ labels: '1002', count: 2 });
    expect(labelsOf(['.#', '#.'], 8)).toEqual({ labels: '0110', count: 1 });
  });

  it('joins arms that meet only further down', () => {
    expect(labelsOf(['#.#.#', '#.#.#', '#####'], 4)).toEqual({
      labels: '101011010111111',
      count: 1,
    });
  });

  it('numbers components by their first pixel', () => {
    expect(labelsOf(['..#.#', '#...#', '###..'], 8)).toEqual({
      labels: '001023000233300',
      count: 3,
    });
  });

  it('does not wrap around the edges', () => {
    expect(labelsOf(['..#', '#..'], 8).count).toBe(2);
  });

  it('finds nothing in an empty mask', () => {
    expect(labelsOf(['...'], 8)).toEqual({ labels: '000', count: 0 });
  });

  it('equals flood filling', () => {
    const mask = fc.array(fc.boolean(), { minLength: 63, maxLength: 63 });
    fc.assert(
      fc.property(mask, fc.constantFrom<4 | 8>(4, 8), (cells, connectivity) => {
        const bytes = Uint8Array.from(cells, Number);
        const { labels, count } = connectedComponents(bytes, 7, 9, connectivity);
        const expected = floodFilled(cells, 7, 9, connectivity);
        expect([...labels]).toEqual(expected);
        expect(count).toBe(Math.max(...expected));
      }),
    );
  });

  it('refuses sizes that do not fit and other connectivities', () => {
    expect(() => connectedComponents(new Uint8Array(5), 2, 3, 8)).toThrow(RangeError);
    expect(() => connectedComponents(new Uint8Array(0), 0, 3, 8)).toThrow(RangeError);
    expect(() => connectedComponents(new Uint8Array(6), 2, 3, 6 as 8)).toThrow(RangeError);
  });
});

function floodFilled(cells: boolean[], height: number, width: number, connectivity: 4 | 8) {
  const labels = cells.map(() => 0);
  let count = 0;
  for (let start = 0; start < cells.length; start++) {
    if (!cells[start] || labels[start] > 0) continue;
    count++;
    const open = [start];
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      if (labels[i] > 0) continue;
      labels[i] = count;
      const [y, x] = [Math.floor(i / width), i % width];
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const inside = y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width;
          const near = connectivity === 8 || dy === 0 || dx === 0;
          if (inside && near && cells[i + dy * width + dx]) open.push(i + dy * width + dx);
        }
      }
    }
  }
  return labels;
}
