import { formatNumber } from './formatNumber.ts';
import type { ReportRow } from './ReportData.ts';

/** The value of a table row as plain text (not yet escaped). */
export function formatRow(row: ReportRow): string {
  const { value } = row;
  if (value === null) return 'not measured';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (row.kind) {
    case 'score':
      return value.toFixed(4);
    case 'share':
      return `${Number((value * 100).toFixed(2))} %`;
    case 'count':
      return value.toLocaleString('en-US');
    case 'seconds':
      return `${Number(value.toFixed(value < 10 ? 2 : 1))} s`;
    case 'milliseconds':
      return `${Number(value.toFixed(1))} ms`;
    default:
      return formatNumber(value);
  }
}
