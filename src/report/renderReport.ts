import { createHash } from 'node:crypto';
import { escapeHtml } from './escapeHtml.ts';
import { renderChart } from './renderChart.ts';
import { renderColorBar } from './renderColorBar.ts';
import { pageScript } from './pageScript.ts';
import { pageStyle } from './pageStyle.ts';
import type { ReportData } from './ReportData.ts';
import { renderGallery } from './renderGallery.ts';
import { renderTable } from './renderTable.ts';
import { zoomDialog } from './zoomDialog.ts';

const aboutIntervals =
  'In brackets: the 95 % interval over the choice of test images, Wilson’s for the shares of images rejected and found, by bootstrap over images for the others.';

/**
 * One self-contained HTML page: it opens from a disk without a server, asks for nothing over a network, and its
 * security policy allows its own script and style only, by their hashes. All text of the data is escaped.
 * @throws RangeError if a picture of the gallery is not base64.
 */
export function renderReport(data: ReportData): string {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hash(pageStyle)}'`,
    `script-src '${hash(pageScript)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = escapeHtml(data.title);
  const measured = data.measuredOn === null ? '' : ` · measured ${escapeHtml(data.measuredOn)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${escapeHtml(data.generatedBy)}">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>${title}</h1><p class="by">${escapeHtml(data.generatedBy)}${measured}</p></header>
<main>
<div class="top">
<section>${renderTable(data.summary, 'Summary')}<p class="note">${aboutIntervals}</p></section>
<section class="charts" aria-label="Charts">${data.charts.map(renderChart).join('\n')}</section>
</div>
<section><h2>Images</h2><p class="by">${escapeHtml(data.galleryNote)}</p>${data.heatScale === null ? '' : renderColorBar(data.heatScale)}${renderGallery(data.gallery)}</section>
<section class="configuration"><h2>How it was made</h2>${renderTable(data.configuration, 'Configuration')}
<h2>Make it again</h2><pre tabindex="0"><code>${escapeHtml(data.command)}</code></pre></section>
</main>
${zoomDialog}
<script>${pageScript}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
