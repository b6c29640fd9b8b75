import type { Resolution } from 'nominal-vision/internal/core/image';
import { t, withPoint } from '../t.ts';
import { sizeText } from './sizeText.ts';

/** What resizing leaves of the good images, and a size that leaves more. */
export function ResolutionNote({
  resolution: { image, resized, smallestDetail, suggestion },
}: {
  readonly resolution: Resolution;
}) {
  if (resized.height >= image.height && resized.width >= image.width) return null;
  return (
    <p class="hint">
      {t('detailsLost', {
        image: sizeText(image),
        resized: sizeText(resized),
        detail: sizeText(smallestDetail),
      })}{' '}
      {suggestion !== null &&
        t(suggestion.keeps === 'aspect' ? 'suggestAspect' : 'suggestDetails', {
          size: sizeText(suggestion.resize),
          times: withPoint(String(suggestion.timesPixels)),
        })}
    </p>
  );
}
