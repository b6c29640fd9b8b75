import type { ReportItem } from './ReportData.ts';

/** Whether a verdict is at odds with the truth: a good part rejected or a defective one passed. */
export function isWrong({ verdict, defective }: ReportItem): boolean {
  return (verdict === 'anomalous') !== defective;
}
