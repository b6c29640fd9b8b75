import { escapeHtml } from './escapeHtml.ts';
import { pageScript } from './pageScript.ts';
import { renderChart } from './renderChart.ts';
import { renderColorBar } from './renderColorBar.ts';
import type { ReportData } from './ReportData.ts';
import { renderGallery } from './renderGallery.ts';
import { renderPage } from './renderPage.ts';
import { renderTable } from './renderTable.ts';
import { zoomDialog } from './zoomDialog.ts';

const aboutIntervals =
  'In brackets: the 95 % interval over the choice of test images, Wilson’s for the shares of images rejected and found, by bootstrap over images for the others; where all resamples agree there is none, but Newcombe’s for an AUROC of 1.';

/**
 * The page of one evaluation, self-contained as {@link renderPage} says. All text of the data is escaped.
 * @throws RangeError if a picture of the gallery is not base64.
 */
export function renderReport(data: ReportData): string {
  const { title, generatedBy, measuredOn } = data;
  const body = `<main>
<div class="top">
<section>${renderTable(data.summary, 'Summary')}<p class="note">${aboutIntervals}</p></section>
<section class="charts" aria-label="Charts">${data.charts.map(renderChart).join('\n')}</section>
</div>
<section><h2>Images</h2><p class="by">${escapeHtml(data.galleryNote)}</p>${data.heatScale === null ? '' : renderColorBar(data.heatScale)}${renderGallery(data.gallery)}</section>
<section class="configuration"><h2>How it was made</h2>${renderTable(data.configuration, 'Configuration')}
<h2>Make it again</h2><pre tabindex="0"><code>${escapeHtml(data.command)}</code></pre></section>
</main>
${zoomDialog}`;
  return renderPage({ title, generatedBy, measuredOn, body, script: pageScript });
}
