import { formatNumber } from '../../numberText.ts';
import { createElement } from '../libraries.ts';
import type { ReportItem } from '../ReportData.ts';

/** The filter buttons and the cards of the inspected images. */
export function Gallery({ items }: { readonly items: readonly ReportItem[] }) {
  const defective = items.filter((item) => item.defective).length;
  const filters = [
    { name: 'all', count: items.length },
    { name: 'wrong', count: items.filter(isWrong).length },
    { name: 'good', count: items.length - defective },
    { name: 'defective', count: defective },
  ];
  return [
    <div class="filters" role="group" aria-label="Images shown">
      {filters.map(({ name, count }) => (
        <button type="button" data-filter={name} aria-pressed={name === 'all'}>
          {name} <span class="count">{count}</span>
        </button>
      ))}
    </div>,
    <div class="gallery">
      {items.map((item) => (
        <Card item={item} />
      ))}
    </div>,
    <p class="none" hidden>
      No image of this kind.
    </p>,
  ];
}

function Card({ item }: { readonly item: ReportItem }) {
  const { name, defective, verdict, imageScore, pValue, regions } = item;
  const wrong = isWrong(item);
  const facts = [
    `score ${formatNumber(imageScore)}`,
    ...(pValue === null ? [] : [`p ${formatNumber(pValue)}`]),
    describeRegions(regions),
  ];
  return (
    <article
      class={wrong ? 'card is-wrong' : 'card'}
      data-kind={defective ? 'defective' : 'good'}
      data-wrong={String(wrong)}
    >
      <h3 title={name}>{name}</h3>
      <p class="badges">
        <span class="badge">{truthOf(item)}</span>
        <span class={`badge ${verdict}`}>
          {verdict === 'anomalous' ? '▲' : '●'} {verdict}
        </span>
        {wrong && <span class="badge wrong">✗ {defective ? 'missed' : 'false reject'}</span>}
      </p>
      <button type="button" class="zoom" aria-label={`Enlarge ${name}`}>
        <Picture of={name} what="image" jpegBase64={item.imageJpegBase64} />
        <Picture of={name} what="anomaly map" jpegBase64={item.heatMapJpegBase64} />
        {item.maskJpegBase64 !== null && (
          <Picture of={name} what="true defect" jpegBase64={item.maskJpegBase64} />
        )}
      </button>
      <p class="facts">{facts.join(' · ')}</p>
    </article>
  );
}

interface PictureProps {
  /** Name of the image. */
  readonly of: string;
  readonly what: string;
  readonly jpegBase64: string;
}

function Picture({ of, what, jpegBase64 }: PictureProps) {
  return (
    <span class="pane">
      <span class="frame">
        <img src={`data:image/jpeg;base64,${jpegBase64}`} alt={`${what} of ${of}`} />
      </span>
      <span class="what">{what}</span>
    </span>
  );
}

/** Whether a verdict is at odds with the truth: a good part rejected or a defective one passed. */
function isWrong({ verdict, defective }: ReportItem): boolean {
  return (verdict === 'anomalous') !== defective;
}

/** The truth in words: "good", "defective", or "defective: " and the kind of defect. */
function truthOf({ defective, defectType }: ReportItem): string {
  if (!defective) return 'good';
  return defectType === null || defectType === 'defective'
    ? 'defective'
    : `defective: ${defectType}`;
}

function describeRegions(regions: ReportItem['regions']): string {
  if (regions.length === 0) return 'no regions';
  const worst = regions.reduce((a, b) => (b.maxScore > a.maxScore ? b : a));
  const box = `${formatNumber(worst.width)} × ${formatNumber(worst.height)} px at (${formatNumber(worst.x)}, ${formatNumber(worst.y)})`;
  if (worst.belowPixelThreshold) return `highest place ${box}, below the pixel threshold`;
  return regions.length === 1 ? `region ${box}` : `${regions.length} regions, highest ${box}`;
}

/** The window in which the page's script enlarges one image of the gallery. The script fills it when it opens. */
export function ZoomDialog() {
  return (
    <dialog aria-labelledby="zoomed">
      <div class="about" aria-live="polite">
        <h2 id="zoomed"></h2>
        <p class="badges"></p>
        <p class="facts"></p>
      </div>
      <div class="controls">
        <button type="button" data-does="previous" aria-label="Previous image">
          ←
        </button>
        <button type="button" data-does="next" aria-label="Next image">
          →
        </button>
        <button type="button" data-does="smaller" aria-label="Smaller">
          −
        </button>
        <button type="button" data-does="whole">
          Whole
        </button>
        <button type="button" data-does="larger" aria-label="Larger">
          +
        </button>
        <button type="button" data-does="close" autofocus>
          Close
        </button>
      </div>
      <div class="panes"></div>
      <p class="help">
        ← → other images · + − or wheel magnify · drag, ↑ ↓ or Shift + arrows move · 0 whole · Esc
        close
      </p>
    </dialog>
  );
}
