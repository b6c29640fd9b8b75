import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../detector/index.ts';
import { summaryRows } from './summaryRows.ts';

describe('summaryRows', () => {
  const named: readonly string[] = ['a'];
  const rows = summaryRows({ intervals: {}, emptyMasks: named, trainedOn: named } as Evaluation);

  it('has labels that say without their neighbors what they are of', () => {
    for (const { label } of rows) expect(label).not.toMatch(/\b(it|own threshold of)$/);
    expect(new Set(rows.map(({ label }) => label)).size).toBe(rows.length);
  });

  it('says of every figure whose threshold was chosen on the test images that it is so', () => {
    const hindsight = rows.filter(({ label }) => label.endsWith('in hindsight'));
    expect(hindsight).toHaveLength(4);
  });
});
