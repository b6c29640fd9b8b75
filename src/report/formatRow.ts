import { formatNumber } from './formatNumber.ts';
import type { ReportRow } from './ReportData.ts';

/** The value of a table row as plain text (not yet escaped), with its interval where it has one. */
export function formatRow({ value, kind, interval }: ReportRow): string {
  if (value === null) return 'not measured';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const text = formatValue(value, kind);
  if (interval === null) return `${text} (interval: too few images to tell)`;
  return interval === undefined
    ? text
    : `${text} (${interval.map((end) => formatValue(end, kind)).join('–')})`;
}

function formatValue(value: number, kind: ReportRow['kind']): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (kind) {
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
    case 'megabytes':
      return `${Math.round(value).toLocaleString('en-US')} MB`;
    default:
      return formatNumber(value);
  }
}
