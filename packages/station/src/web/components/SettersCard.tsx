import { useState } from 'preact/hooks';
import { imageAddress } from '../api.ts';
import { remove } from '../removing.ts';
import { attempt, may } from '../state.ts';
import { decimal, t } from '../t.ts';
import type { Calibration, Product, TrainingImage } from '../types.ts';

type Setter = Calibration['setters'][number];

/** The good images that set the threshold, with the place that does, and what the threshold is without them. */
export function SettersCard({
  current,
  calibration,
  images,
  onChange,
}: {
  readonly current: Product;
  readonly calibration: Calibration;
  readonly images: readonly TrainingImage[];
  readonly onChange: () => void;
}) {
  const [kept, setKept] = useState<readonly string[]>([]);
  const { setters, threshold, thresholdWithoutAll } = calibration;
  const shown = setters.flatMap((setter) =>
    setter.sha256 === null ? [] : [{ ...setter, sha256: setter.sha256 }],
  );
  if (shown.length === 0) return null;
  const takeOut = (id: string, name: string) =>
    attempt(() => remove({ kind: 'image', id, productId: current.id, name }, onChange));
  return (
    <section class="card" data-testid="setters">
      <h2>{t('setters')}</h2>
      <p class="hint">
        {t('settersHint')} {may('admin') && t('settersNext')}
      </p>
      {thresholdWithoutAll !== null && setters.length > 1 && (
        <p>
          {t('withoutAll', {
            threshold: decimal(threshold, 3),
            n: setters.length,
            without: decimal(thresholdWithoutAll, 3),
          })}
        </p>
      )}
      <ul class="wall large">
        {shown.map((setter) => {
          const { sha256 } = setter;
          const image = images.find((one) => one.sha256 === sha256);
          const state = image === undefined ? 'takenOut' : kept.includes(sha256) ? 'kept' : null;
          return (
            <li key={sha256}>
              <MarkedImage setter={setter} sha256={sha256} name={image?.name ?? sha256} />
              <p class="caption">
                {decimal(setter.score, 3)}
                {setter.thresholdWithout !== null &&
                  `${t('semicolon')}${t('withoutIt', { threshold: decimal(setter.thresholdWithout, 3) })}`}
              </p>
              {state !== null && <p class="hint">{t(state)}</p>}
              {may('admin') && state === null && (
                <div class="buttons">
                  <button type="button" onClick={() => void takeOut(sha256, image?.name ?? sha256)}>
                    {t('remove')}
                  </button>
                  <button type="button" class="quiet" onClick={() => setKept([...kept, sha256])}>
                    {t('keep')}
                  </button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The image with the place that its score comes from. */
function MarkedImage({
  setter: { place },
  sha256,
  name,
}: {
  readonly setter: Setter;
  readonly sha256: string;
  readonly name: string;
}) {
  if (place === null) return <img src={imageAddress(sha256, 384)} alt={name} />;
  const { box, image } = place;
  return (
    <svg class="marked" viewBox={`0 0 ${image.width} ${image.height}`} role="img" aria-label={name}>
      <image
        href={imageAddress(sha256, 384)}
        width={image.width}
        height={image.height}
        preserveAspectRatio="none"
      />
      <rect
        x={box.x}
        y={box.y}
        width={box.width}
        height={box.height}
        stroke-width={Math.max(image.width, image.height) / 80}
      />
    </svg>
  );
}
