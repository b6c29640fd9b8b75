import { escapeHtml } from './escapeHtml.ts';
import { formatRow } from './formatRow.ts';
import type { ReportRow } from './ReportData.ts';

/** A table of labels and values. */
export function renderTable(rows: readonly ReportRow[], caption: string): string {
  return `<table><caption>${escapeHtml(caption)}</caption><tbody>${rows.map(renderRow).join('')}</tbody></table>`;
}

function renderRow(row: ReportRow): string {
  // A figure and its interval stay on one line; words may break.
  const kind = typeof row.value === 'number' && row.interval !== null ? ' class="figure"' : '';
  const title = row.title === undefined ? '' : ` title="${escapeHtml(row.title)}"`;
  return `<tr><th scope="row">${escapeHtml(row.label)}</th><td${kind}${title}>${escapeHtml(formatRow(row))}</td></tr>`;
}
