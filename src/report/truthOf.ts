import type { ReportItem } from './ReportData.ts';

/** The truth in words: "good", "defective", or "defective: " and the kind of defect. */
export function truthOf({ defective, defectType }: ReportItem): string {
  if (!defective) return 'good';
  return defectType === null || defectType === 'defective'
    ? 'defective'
    : `defective: ${defectType}`;
}
