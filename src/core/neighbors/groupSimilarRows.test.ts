import { describe, expect, it } from 'vitest';
import { groupSimilarRows } from './groupSimilarRows.ts';

describe('groups of similar rows', () => {
  it('puts the two ends of a line into groups of their own', () => {
    const coordinates = Float32Array.of(9, 0, 8, 1);
    expect([...groupSimilarRows(coordinates, 4, 1, 2)]).toEqual([1, 3, 2, 0]);
  });

  it('splits along the coordinate that varies most', () => {
    const coordinates = Float32Array.of(0, 50, 1, -50, 2, 49, 3, -49);
    const order = [...groupSimilarRows(coordinates, 4, 2, 2)];
    expect(order.slice(0, 2).sort()).toEqual([1, 3]);
    expect(order.slice(2).sort()).toEqual([0, 2]);
  });

  it('holds every row once, with only the last group short', () => {
    const coordinates = Float32Array.from({ length: 35 }, (_, i) => (i * 7) % 11);
    const order = groupSimilarRows(coordinates, 35, 1, 8);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 35 }, (_, row) => row));
    for (let start = 0; start < 32; start += 8) {
      const group = Array.from(order.subarray(start, start + 8), (row) => coordinates[row]);
      const next = Array.from(order.subarray(start + 8), (row) => coordinates[row]);
      expect(Math.max(...group)).toBeLessThanOrEqual(Math.min(...next));
    }
  });
});
