import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../detector/index.ts';
import { inEnglish } from './texts/phrase.ts';
import { configurationRows, summaryRows } from './tableRows.ts';

describe('summaryRows', () => {
  const named: readonly string[] = ['a'];
  const evaluation = { intervals: {}, emptyMasks: named, trainedOn: named } as Evaluation;
  const labels = summaryRows(evaluation, 'bolts').map(({ label }) => inEnglish(label));

  it('has labels that can be understood without the rows around them', () => {
    for (const label of labels) expect(label).not.toMatch(/\b(it|own threshold of)$/);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('marks every figure whose threshold was chosen on the test images', () => {
    const hindsight = labels.filter((label) => label.endsWith('in hindsight'));
    expect(hindsight).toHaveLength(4);
  });
});

describe('configurationRows', () => {
  it('writes values for people, and the network by the start of its checksum', () => {
    const config = {
      resize: { height: 256, width: 256 },
      crop: { height: 200, width: 240 },
      taps: ['a', 'b'],
      tapScales: [1, 0.5],
      roi: null,
      align: false,
      sigmaPx: 4,
    };
    const sha256 = 'abcdef'.repeat(10);
    const rows = configurationRows({ config, backboneSha256: sha256 } as unknown as Evaluation);
    expect(
      Object.fromEntries(
        rows.map(({ label, value }) => [
          inEnglish(label),
          typeof value === 'object' && value !== null ? inEnglish(value) : value,
        ]),
      ),
    ).toEqual({
      resize: '256 × 256 px',
      crop: '200 px high, 240 px wide',
      taps: 'a, b',
      tapScales: '1, 0.5',
      roi: 'none',
      align: false,
      sigmaPx: 4,
      'backbone SHA-256': 'abcdefabcdef…',
    });
    expect(rows.at(-1)?.title).toBe(sha256);
  });
});
