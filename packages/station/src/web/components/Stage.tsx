import { address, imageAddress } from '../api.ts';
import { mapOpacity, shownLayer } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection } from '../types.ts';
import { ColorBar } from './ColorBar.tsx';
import { useKeys } from './useKeys.ts';
import { useZoom } from './useZoom.ts';

/** Each step enlarges this many times. */
const STEP = 1.5;
/** Longest side in pixels of a picture that is enlarged. */
const FULL_SIDE = 4096;

/** The image of a decision with what was found in it: the outlines, or the whole map, or nothing. */
export function Stage({ inspection }: { readonly inspection: Inspection }) {
  const { id, sha256, details } = inspection;
  const { width, height, regions } = details;
  const layer = shownLayer.value;
  const share = mapOpacity.value;
  const { view, zoomBy, showWhole, handlers } = useZoom();
  useKeys({ '+': () => zoomBy(STEP), '-': () => zoomBy(1 / STEP), '0': showWhole });
  return (
    <div>
      <div
        class="stage"
        data-testid="stage"
        // No higher than the window leaves room for, whatever its aspect.
        style={{
          maxWidth: `calc(76vh * ${width / height})`,
          ...(view.zoom > 1 ? { cursor: 'grab', touchAction: 'none' } : {}),
        }}
        {...handlers}
      >
        <div
          class="pan"
          style={{
            transform: `translate(${view.x * 100}%, ${view.y * 100}%) scale(${view.zoom})`,
            '--zoom': view.zoom,
          }}
        >
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
        <fieldset class="choice">
          <legend>{t('zoom')}</legend>
          <button type="button" aria-label={t('zoomIn')} onClick={() => zoomBy(STEP)}>
            +
          </button>
          <button
            type="button"
            aria-label={t('zoomOut')}
            disabled={view.zoom === 1}
            onClick={() => zoomBy(1 / STEP)}
          >
            −
          </button>
          <button type="button" disabled={view.zoom === 1} onClick={showWhole}>
            {t('zoomWhole')}
          </button>
        </fieldset>
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
