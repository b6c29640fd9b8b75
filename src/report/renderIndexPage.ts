import { meanAndDeviationOfAll } from '../core/metrics/index.ts';
import type { Evaluation } from '../detector/index.ts';
import { version } from '../version.ts';
import { escapeHtml } from './escapeHtml.ts';
import { renderPage } from './renderPage.ts';

/** A category of the index, and the file name of its page beside it. */
export interface IndexEntry {
  readonly evaluation: Evaluation;
  readonly page: string;
}

/** What is shown of every category, in percent. */
const columns = [
  ['image AUROC', 'imageAuroc'],
  ['pixel AUROC', 'pixelAuroc'],
  ['AUPRO 0.30', 'aupro30'],
  ['best F1 in hindsight', 'f1Max'],
  ['good rejected', 'falseRejectRate'],
  ['defective found', 'detectionRate'],
] as const;

/**
 * The page over the pages of several categories: a row each, which links to its own, and their mean.
 *
 * @param entries at least one.
 */
export function renderIndexPage(
  entries: readonly IndexEntry[],
  { command, measuredOn }: { readonly command: string; readonly measuredOn: string },
): string {
  const titles = [
    'category',
    'learned from',
    'good',
    'defective',
    ...columns.map(([title]) => title),
  ];
  const rows = entries.map(({ evaluation: e, page }) => {
    const counts = [e.train, e.testGood, e.testDefective].map((count) =>
      count.toLocaleString('en-US'),
    );
    const link = `<a href="${encodeURIComponent(page)}">${escapeHtml(e.category)}</a>`;
    return rowOf(link, [...counts, ...columns.map(([, key]) => percent(e[key]))]);
  });
  const means = columns.map(([, key]) => {
    const values = entries.map(({ evaluation }) => evaluation[key]);
    return percent(meanAndDeviationOfAll(values)?.mean ?? null);
  });
  const body = `<main>
<div class="scroll"><table class="categories"><caption>Categories</caption>
<thead><tr>${titles.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody>
<tfoot>${rowOf('mean', ['', '', '', ...means])}</tfoot></table></div>
<p class="note">In percent. Good rejected and defective found: at each model’s own threshold, which was set on training images alone. Intervals, charts and images are on the pages of the categories.</p>
<section><h2>Make it again</h2><pre tabindex="0"><code>${escapeHtml(command)}</code></pre></section>
</main>`;
  const { dataset } = entries[0].evaluation;
  const title = `nominal: ${dataset}, ${entries.length} categories`;
  return renderPage({ title, generatedBy: `nominal ${version}`, measuredOn, body, script: '' });
}

function rowOf(heading: string, cells: readonly string[]): string {
  return `<tr><th scope="row">${heading}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function percent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(1);
}
