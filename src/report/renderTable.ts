import { escapeHtml } from './escapeHtml.ts';
import { formatRow } from './formatRow.ts';
import type { ReportRow } from './ReportData.ts';

/** A table of labels and values. */
export function renderTable(rows: readonly ReportRow[], caption: string): string {
  const body = rows.map(
    (row) =>
      `<tr><th scope="row">${escapeHtml(row.label)}</th><td>${escapeHtml(formatRow(row))}</td></tr>`,
  );
  return `<table><caption>${escapeHtml(caption)}</caption><tbody>${body.join('')}</tbody></table>`;
}
