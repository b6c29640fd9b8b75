import { escapeHtml } from './escapeHtml.ts';
import type { ReportChart } from './ReportData.ts';

/** A chart with its title, key and note. */
export function renderChart({ title, svg, key = [], note, wide = false }: ReportChart): string {
  const keys = key.map(
    ({ color, label }) => `<span class="key"><i class="${color}"></i>${escapeHtml(label)}</span>`,
  );
  const below = note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>`;
  // On a phone a wide chart stays readable and is scrolled, by keyboard too.
  const plot = wide
    ? `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(title)}">${svg}</div>`
    : `<div class="scroll">${svg}</div>`;
  return `<figure class="chart${wide ? ' wide' : ''}"><figcaption>${escapeHtml(title)} ${keys.join('')}</figcaption>${plot}${below}</figure>`;
}
