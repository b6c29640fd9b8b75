import { formatNumber } from '../../numberText.ts';
import { createElement } from '../libraries.ts';
import type { ReportItem } from '../ReportData.ts';
import type { Phrase } from '../texts/phrase.ts';
import { said, Say } from './Say.tsx';

/** The filter buttons and the cards of the inspected images. */
export function Gallery({ items }: { readonly items: readonly ReportItem[] }) {
  const defective = items.filter((item) => item.defective).length;
  const filters = [
    { name: 'all', count: items.length },
    { name: 'wrong', count: items.filter(isWrong).length },
    { name: 'good', count: items.length - defective },
    { name: 'defective', count: defective },
  ] as const;
  return [
    <div class="filters" role="group" {...said('aria-label', { say: 'imagesShown' })}>
      {filters.map(({ name, count }) => (
        <button type="button" data-filter={name} aria-pressed={name === 'all'}>
          <Say text={{ say: name }} /> <span class="count">{count}</span>
        </button>
      ))}
    </div>,
    <div class="gallery">
      {items.map((item) => (
        <Card item={item} />
      ))}
    </div>,
    <p class="none" hidden>
      <Say text={{ say: 'noneOfKind' }} />
    </p>,
  ];
}

function Card({ item }: { readonly item: ReportItem }) {
  const { name, defective, verdict, imageScore, pValue, regions } = item;
  const wrong = isWrong(item);
  const facts: Phrase[] = [
    { say: 'score', values: { value: formatNumber(imageScore) } },
    ...(pValue === null
      ? []
      : [{ say: 'pValue', values: { value: formatNumber(pValue) } } as const]),
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
        <span class="badge">
          <Say text={truthOf(item)} />
        </span>
        <span class={`badge ${verdict}`}>
          {verdict === 'anomalous' ? '▲' : '●'} <Say text={{ say: verdict }} />
        </span>
        {wrong && (
          <span class="badge wrong">
            ✗ <Say text={{ say: defective ? 'missed' : 'falseReject' }} />
          </span>
        )}
      </p>
      <button type="button" class="zoom">
        <span class="unseen">
          <Say text={{ say: 'enlarge', values: { name } }} />
        </span>
        <Picture of={name} what="image" jpegBase64={item.imageJpegBase64} />
        <Picture of={name} what="map" jpegBase64={item.heatMapJpegBase64} />
        {item.maskJpegBase64 !== null && (
          <Picture of={name} what="mask" jpegBase64={item.maskJpegBase64} />
        )}
        {item.nearest !== null && (
          <Picture of={item.nearest.name} what="nearest" jpegBase64={item.nearest.jpegBase64} />
        )}
      </button>
      <p class="facts">{facts.map((fact, i) => [i > 0 && ' · ', <Say text={fact} />])}</p>
    </article>
  );
}

interface PictureProps {
  /** Name of the image. */
  readonly of: string;
  readonly what: 'image' | 'map' | 'mask' | 'nearest';
  readonly jpegBase64: string;
}

function Picture({ of, what, jpegBase64 }: PictureProps) {
  const about: Phrase = { say: what, ...(what === 'nearest' ? { values: { name: of } } : {}) };
  return (
    <span class={`pane ${what}`} hidden={what === 'nearest'}>
      <span class="frame">
        <img
          src={`data:image/jpeg;base64,${jpegBase64}`}
          {...said('alt', what === 'nearest' ? about : { say: `${what}Of`, values: { name: of } })}
        />
      </span>
      <span class="what">
        <Say text={about} />
      </span>
    </span>
  );
}

/** Whether a verdict is at odds with the truth: a good part rejected or a defective one passed. */
function isWrong({ verdict, defective }: ReportItem): boolean {
  return (verdict === 'anomalous') !== defective;
}

/** The truth: "good", "defective", or "defective: " and the kind of defect. */
function truthOf({ defective, defectType }: ReportItem): Phrase {
  if (!defective) return { say: 'good' };
  return defectType === null || defectType === 'defective'
    ? { say: 'defective' }
    : { say: 'defectiveBy', values: { type: defectType } };
}

function describeRegions(regions: ReportItem['regions']): Phrase {
  if (regions.length === 0) return { say: 'noRegions' };
  const worst = regions.reduce((a, b) => (b.maxScore > a.maxScore ? b : a));
  const { width, height, x, y } = worst;
  const [across, down, left, top] = [width, height, x, y].map(formatNumber);
  const values = { width: across, height: down, x: left, y: top, n: regions.length };
  if (worst.belowPixelThreshold) return { say: 'highestPlace', values };
  return { say: regions.length === 1 ? 'region' : 'regions', values };
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
        <button type="button" data-does="previous" {...said('aria-label', { say: 'previous' })}>
          ←
        </button>
        <button type="button" data-does="next" {...said('aria-label', { say: 'next' })}>
          →
        </button>
        <button type="button" data-does="smaller" {...said('aria-label', { say: 'smaller' })}>
          −
        </button>
        <button type="button" data-does="whole">
          <Say text={{ say: 'whole' }} />
        </button>
        <button type="button" data-does="larger" {...said('aria-label', { say: 'larger' })}>
          +
        </button>
        <button type="button" data-does="map" aria-pressed="true">
          <Say text={{ say: 'toggleMap' }} />
        </button>
        <button type="button" data-does="nearest" aria-pressed="false">
          <Say text={{ say: 'toggleNearest' }} />
        </button>
        <button type="button" data-does="close" autofocus>
          <Say text={{ say: 'close' }} />
        </button>
      </div>
      <div class="panes"></div>
      <p class="help">
        <Say text={{ say: 'keys' }} />
      </p>
    </dialog>
  );
}
