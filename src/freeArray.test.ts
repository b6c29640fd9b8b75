import { describe, expect, it } from 'vitest';
import { freeArray } from './freeArray.ts';

describe('freeArray', () => {
  it('gives memory back at once, and leaves every view of it empty', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i++) {
      const array = new Float32Array(2 ** 20).fill(i);
      const view = array.subarray(5, 10);
      freeArray(array);
      expect([array.length, view.length]).toEqual([0, 0]);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22);
  });

  it('leaves memory that threads share alone', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(7);
    freeArray(shared);
    expect([...shared]).toEqual(Array(8).fill(7));
  });
});
