import { describe, expect, it } from 'vitest';
import { inEnglish } from '../texts/phrase.ts';
import { formatRow } from './Table.tsx';
import type { ReportRow } from '../ReportData.ts';

describe('formatRow', () => {
  it.each<[text: string, row: Omit<ReportRow, 'label'>]>([
    ['0.0 % (0.0–17.6 %)', { value: 0, kind: 'share', interval: [0, 0.1759] }],
    ['25.0 % (8.9–53.2 %)', { value: 0.25, kind: 'share', interval: [0.0889, 0.532] }],
    ['100.0 %', { value: 1, kind: 'share' }],
    ['<0.1 %', { value: 0.0001, kind: 'share' }],
    ['>99.9 %', { value: 0.9999, kind: 'share' }],
    ['0.9988 (0.9500–1.0000)', { value: 0.99876, kind: 'score', interval: [0.95, 1] }],
    ['1.0000 (all resamples agree: no interval)', { value: 1, kind: 'score', interval: null }],
    ['not measured', { value: null, kind: 'score', interval: null }],
    ['yes', { value: true }],
  ])('writes %s', (text, row) => {
    expect(inEnglish(formatRow({ label: 'x', ...row }))).toBe(text);
  });
});
