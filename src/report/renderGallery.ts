import { escapeHtml } from './escapeHtml.ts';
import { formatNumber } from './formatNumber.ts';
import { isWrong } from './isWrong.ts';
import type { ReportItem } from './ReportData.ts';
import { truthOf } from './truthOf.ts';

/** The filter buttons and the cards of the inspected images. */
export function renderGallery(items: readonly ReportItem[]): string {
  const good = items.filter((item) => !item.defective).length;
  const wrong = items.filter(isWrong).length;
  const filters = [
    ['all', items.length],
    ['wrong', wrong],
    ['good', good],
    ['defective', items.length - good],
  ].map(
    ([name, count]) =>
      `<button type="button" data-filter="${name}" aria-pressed="${name === 'all'}">${name} <span class="count">${count}</span></button>`,
  );
  return `<div class="filters" role="group" aria-label="Images shown">${filters.join('')}</div>
<div class="gallery">${items.map(renderItem).join('\n')}</div>
<p class="none" hidden>No image of this kind.</p>`;
}

function renderItem(item: ReportItem): string {
  const wrong = isWrong(item);
  const name = escapeHtml(item.name);
  const mark = wrong
    ? `<span class="badge wrong">✗ ${item.defective ? 'missed' : 'false reject'}</span>`
    : '';
  const facts = [
    `score ${formatNumber(item.imageScore)}`,
    item.pValue === null ? '' : `p ${formatNumber(item.pValue)}`,
    describeRegions(item.regions),
  ].filter((fact) => fact !== '');
  const pictures = [
    picture(item.imageJpegBase64, 'image', name),
    picture(item.heatMapJpegBase64, 'anomaly map', name),
    item.maskJpegBase64 === null ? '' : picture(item.maskJpegBase64, 'true defect', name),
  ];
  return `<article class="card${wrong ? ' is-wrong' : ''}" data-kind="${item.defective ? 'defective' : 'good'}" data-wrong="${wrong}">
<h3 title="${name}">${name}</h3>
<p class="badges"><span class="badge">${escapeHtml(truthOf(item))}</span><span class="badge ${item.verdict}">${item.verdict === 'anomalous' ? '▲' : '●'} ${item.verdict}</span>${mark}</p>
<button type="button" class="zoom" aria-label="Enlarge ${name}">${pictures.join('')}</button>
<p class="facts">${facts.join(' · ')}</p>
</article>`;
}

function describeRegions(regions: ReportItem['regions']): string {
  if (regions.length === 0) return 'no regions';
  const worst = regions.reduce((a, b) => (b.maxScore > a.maxScore ? b : a));
  const box = `${formatNumber(worst.width)} × ${formatNumber(worst.height)} px at (${formatNumber(worst.x)}, ${formatNumber(worst.y)})`;
  return regions.length === 1 ? `region ${box}` : `${regions.length} regions, highest ${box}`;
}

function picture(base64: string, what: string, name: string): string {
  // Base64 has no character that HTML gives a meaning to; anything else would be a caller's mistake.
  if (!/^[A-Za-z0-9+/=]*$/.test(base64)) throw new RangeError(`${what} of ${name} is not base64`);
  return `<span class="pane"><span class="frame"><img src="data:image/jpeg;base64,${base64}" alt="${what} of ${name}"></span><span class="what">${what}</span></span>`;
}
