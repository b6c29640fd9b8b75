import { describe, expect, it } from 'vitest';
import { formatTable } from './formatTable.ts';

describe('formatTable', () => {
  it('aligns text to the left and numbers to the right, under a rule', () => {
    const table = formatTable(
      ['image', 'score'],
      [
        ['a.png', '9.5'],
        ['long.png', '10.25'],
      ],
    );
    expect(table).toBe(
      ['image     score', '────────  ─────', 'a.png       9.5', 'long.png  10.25', ''].join('\n'),
    );
  });

  it('takes a dash for a number that is not there', () => {
    expect(formatTable(['AUROC'], [['0.5'], ['-']])).toBe('AUROC\n─────\n  0.5\n    -\n');
  });

  it('is a header alone without rows', () => {
    expect(formatTable(['a', 'b'], [])).toBe('a  b\n─  ─\n');
  });
});
