import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../detector/index.ts';
import { describeEmptyMasks } from './describeTestSet.ts';

function linesOf(images: number) {
  const emptyMasks = Array.from({ length: images }, (_, i) => `crack/${i}.png`);
  return describeEmptyMasks({ category: 'lid', emptyMasks } as unknown as Evaluation);
}

describe('describeEmptyMasks', () => {
  it('names the first images and counts the others, and says nothing where there is nothing', () => {
    expect(linesOf(0)).toBe('');
    expect(linesOf(1)).toMatch(/^nominal: of lid, .* good: crack\/0\.png \[EMPTY_MASKS\]\n$/);
    expect(linesOf(7)).toMatch(/crack\/4\.png and 2 more \[EMPTY_MASKS\]\n$/);
  });
});
