import { address, imageAddress } from '../api.ts';
import { goodBeside, mapOpacity, shownLayer } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection } from '../types.ts';
import { ColorBar } from './ColorBar.tsx';
import { useKeys } from './useKeys.ts';
import { useGoodName } from './useGoodName.ts';
import type { Zoom } from './useZoom.ts';
import { ZOOM_STEP, ZoomButtons } from './ZoomButtons.tsx';

/** Longest side in pixels of a picture that is enlarged. */
const FULL_SIDE = 4096;

/** The image of a decision with what was found in it: the outlines, or the whole map, or nothing. */
export function Stage({
  inspection,
  zoom: { view, zoomBy, showWhole, handlers },
}: {
  readonly inspection: Inspection;
  readonly zoom: Zoom;
}) {
  const { id, sha256, details } = inspection;
  const { width, height, regions } = details;
  const layer = shownLayer.value;
  const share = mapOpacity.value;
  const good = details.nearest?.sha256 ?? null;
  const isBeside = good !== null && goodBeside.value === 'on';
  const goodName = useGoodName(inspection.productId, isBeside ? good : null);
  const toggleMap = () => (shownLayer.value = layer === 'map' ? 'outlines' : 'map');
  const toggleGood = () => (goodBeside.value = goodBeside.value === 'on' ? 'off' : 'on');
  useKeys({
    '+': () => zoomBy(ZOOM_STEP),
    '-': () => zoomBy(1 / ZOOM_STEP),
    '0': showWhole,
    m: toggleMap,
    n: toggleGood,
  });
  const frame = {
    class: 'stage',
    // No higher than the window leaves room for, whatever its aspect.
    style: {
      maxWidth: `calc(76vh * ${width / height})`,
      // One finger scrolls the page until there is something to move; two are the picture's.
      ...(view.zoom > 1 ? { cursor: 'grab', touchAction: 'none' } : { touchAction: 'pan-y' }),
    },
    ...handlers,
  };
  const pan = {
    transform: `translate(${view.x * 100}%, ${view.y * 100}%) scale(${view.zoom})`,
    '--zoom': view.zoom,
  };
  return (
    <div>
      <div class={isBeside ? 'beside' : ''}>
        <div data-testid="stage" {...frame}>
          <div class="pan" style={pan}>
            <img
              src={imageAddress(sha256, view.zoom > 1 ? FULL_SIDE : undefined)}
              alt={inspection.name}
              style={layer === 'map' ? { filter: `grayscale(${share})` } : {}}
            />
            {layer === 'map' && (
              <img
                class="map"
                style={{ opacity: share }}
                src={address(`inspections/${id}/map.png`)}
                alt={t('map')}
              />
            )}
            {layer !== 'image' && (
              <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
                {regions.map((region) => (
                  <Outline key={`${region.x} ${region.y}`} region={region} />
                ))}
              </svg>
            )}
          </div>
        </div>
        {isBeside && (
          <figure data-testid="good-beside">
            <div {...frame}>
              <div class="pan" style={pan}>
                <img
                  src={imageAddress(good, view.zoom > 1 ? FULL_SIDE : undefined)}
                  alt={t('nearestNamed', { name: goodName })}
                  style={{ aspectRatio: `${width} / ${height}` }}
                />
              </div>
            </div>
            <figcaption>{t('nearestNamed', { name: goodName })}</figcaption>
          </figure>
        )}
      </div>
      <div class="row layers">
        <fieldset class="choice">
          <legend>{t('shown')}</legend>
          {(['outlines', 'map', 'image'] as const).map((own) => (
            <button
              key={own}
              type="button"
              aria-pressed={layer === own}
              onClick={() => (shownLayer.value = own)}
            >
              {t(`layer${own}`)}
            </button>
          ))}
        </fieldset>
        <ZoomButtons zoom={view.zoom} zoomBy={zoomBy} showWhole={showWhole} />
        {good !== null && (
          <button type="button" aria-pressed={isBeside} onClick={toggleGood}>
            {t('besideGood')} <kbd>N</kbd>
          </button>
        )}
        {layer === 'map' && (
          <label class="slider">
            {t('opacity')}
            <input
              type="range"
              min="0"
              max="1"
              step="0.05"
              value={share}
              onInput={(event) => (mapOpacity.value = Number(event.currentTarget.value))}
            />
          </label>
        )}
      </div>
      {layer === 'map' && <ColorBar details={details} />}
    </div>
  );
}

type Region = Inspection['details']['regions'][number];

/** A region by its contours, or by its box where an old decision has none; a broken line below the threshold. */
function Outline({ region }: { readonly region: Region }) {
  const { x, y, width, height, contours, belowPixelThreshold } = region;
  const style = belowPixelThreshold ? 'below' : '';
  if (contours.length === 0)
    return <rect class={style} x={x} y={y} width={width} height={height} />;
  return (
    <>
      {contours.map((corners, i) => (
        <polygon key={i} class={style} points={corners.map((corner) => corner.join()).join(' ')} />
      ))}
    </>
  );
}
