import { imageAddress } from '../api.ts';
import type { Inspection } from '../types.ts';

/** The image of a decision, with a frame around each place that rejected it: seen from some meters away. */
export function Marks({ inspection }: { readonly inspection: Inspection }) {
  const { sha256, name, details, verdict } = inspection;
  const { width, height, regions } = details;
  // A small place gets a frame that is not smaller than this share of the image.
  const least = 0.12 * Math.min(width, height);
  // Within the image, however near to its border the place lies.
  const edge = 0.01 * Math.min(width, height);
  return (
    <div class="marks" style={{ aspectRatio: `${width} / ${height}` }}>
      <img src={imageAddress(sha256)} alt={name} />
      {verdict === 'anomalous' && (
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {regions.map((region) => {
            const w = Math.max(least, region.width * 1.15);
            const h = Math.max(least, region.height * 1.15);
            const left = Math.max(edge, region.x + region.width / 2 - w / 2);
            const top = Math.max(edge, region.y + region.height / 2 - h / 2);
            const frame = {
              x: left,
              y: top,
              width: Math.min(w, width - edge - left),
              height: Math.min(h, height - edge - top),
              rx: 0.1 * Math.min(w, h),
            };
            return (
              <g key={`${region.x} ${region.y}`} data-testid="frame">
                <rect class="halo" {...frame} />
                <rect class={region.belowPixelThreshold ? 'below' : ''} {...frame} />
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
