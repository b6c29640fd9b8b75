import { formatNumber } from './formatNumber.ts';
import { formatShare } from './formatShare.ts';
import type { ReportRow } from './ReportData.ts';

/** The value of a table row as plain text (not yet escaped), with its interval where it has one. */
export function formatRow({ value, kind, interval }: ReportRow): string {
  if (value === null) return 'not measured';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const text = formatValue(value, kind);
  if (interval === undefined) return text;
  if (interval === null) return `${text} (all resamples agree: no interval)`;
  const [low, high] = interval.map((end) => formatValue(end, kind));
  // The unit once: 5.0 % (1.2–17.6 %).
  return `${text} (${kind === 'share' ? low.replace(' %', '') : low}–${high})`;
}

function formatValue(value: number, kind: ReportRow['kind']): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (kind) {
    case 'score':
      return value.toFixed(4);
    case 'share':
      return formatShare(value);
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
