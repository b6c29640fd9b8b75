import { t } from '../t.ts';

/** Factor of one press of a button or key. */
export const ZOOM_STEP = 1.5;

/** Buttons that zoom in, zoom out, and show the whole image. */
export function ZoomButtons({
  zoom,
  zoomBy,
  showWhole,
}: {
  readonly zoom: number;
  readonly zoomBy: (factor: number) => void;
  readonly showWhole: () => void;
}) {
  return (
    <fieldset class="choice">
      <legend>{t('zoom')}</legend>
      <button type="button" aria-label={t('zoomIn')} onClick={() => zoomBy(ZOOM_STEP)}>
        +
      </button>
      <button
        type="button"
        aria-label={t('zoomOut')}
        disabled={zoom === 1}
        onClick={() => zoomBy(1 / ZOOM_STEP)}
      >
        −
      </button>
      <button type="button" disabled={zoom === 1} onClick={showWhole}>
        {t('zoomWhole')}
      </button>
    </fieldset>
  );
}
