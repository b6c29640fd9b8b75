import type { ReportItem } from './ReportData.ts';

/** Whether a verdict is at odds with the truth: a good part rejected or a defective one passed. */
export function isWrong(item: ReportItem): boolean {
  return (item.verdict === 'anomalous') !== (item.label !== 'good');
}
