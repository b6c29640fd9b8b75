import { formatNumber, formatShare } from '../../numberText.ts';
import { createElement } from '../libraries.ts';
import type { ReportRow } from '../ReportData.ts';
import type { Phrase, ReportText } from '../texts/phrase.ts';
import { Say } from './Say.tsx';

/** A table of labels and values. */
export function Table({ rows, caption }: { readonly rows: readonly ReportRow[]; caption: Phrase }) {
  return (
    <table>
      <caption>
        <Say text={caption} />
      </caption>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">
              <Say text={row.label} />
            </th>
            <td class={isFigure(row) ? 'figure' : undefined} title={row.title}>
              <Say text={formatRow(row)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A figure and its interval stay on one line; text may wrap. */
function isFigure({ value, interval }: ReportRow): boolean {
  return typeof value === 'number' && interval !== null;
}

/** The value of a table row as text, followed by its interval if it has one. */
export function formatRow({ value, kind, interval }: ReportRow): ReportText {
  if (value === null) return { say: 'notMeasured' };
  if (typeof value === 'boolean') return { say: value ? 'yes' : 'no' };
  if (typeof value !== 'number') return value;
  const text = formatValue(value, kind);
  if (interval === undefined) return text;
  if (interval === null) return { say: 'noInterval', values: { value: text } };
  const [low, high] = interval.map((end) => formatValue(end, kind));
  // The unit is written once: 5.0 % (1.2–17.6 %).
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
