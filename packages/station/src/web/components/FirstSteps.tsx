import { imagesForRate } from 'nominal-vision/internal/core/calibration';
import { send } from '../api.ts';
import { loadProducts, may, productId } from '../state.ts';
import { percent, t } from '../t.ts';
import type { Product } from '../types.ts';
import { useOnce } from './useOnce.ts';

/** Fewer good images make a poor model. */
const LEAST_IMAGES = 30;

/** What is to be done until the first verdict, in three steps; until the product has a model. */
export function FirstSteps({
  current,
  children,
}: {
  /** Null before the first one. */
  readonly current: Product | null;
  /** What makes a product, as the first step. */
  readonly children?: preact.ComponentChildren;
}) {
  const images = current?.images ?? 0;
  const trySample = useOnce(async () => {
    const made = await send<Product>('POST', 'products/sample', { name: t('sampleName') });
    await loadProducts();
    productId.value = made.id;
  });
  const rate = 0.01;
  return (
    <section class="card" data-testid="first-steps">
      <h1>{t('firstSteps')}</h1>
      <ol class="steps">
        <li class={current === null ? '' : 'done'}>
          <div>
            <strong>{t('stepProduct')}</strong>
            {current === null ? <p>{t('stepProductHint')}</p> : <p>{current.name}</p>}
            {children}
          </div>
        </li>
        <li class={images >= 2 ? 'done' : ''}>
          <div>
            <strong>{t('stepImages')}</strong>
            <p>
              {t('stepImagesHint', {
                ...{ least: LEAST_IMAGES, many: imagesForRate(rate), rate: percent(rate) },
              })}
              {current !== null && ` ${t('imagesSoFar', { n: images })}`}
            </p>
          </div>
        </li>
        <li>
          <div>
            <strong>{t('stepFit')}</strong>
            <p>{t('stepFitHint')}</p>
          </div>
        </li>
      </ol>
      {current === null && may('admin') && (
        <p>
          <button type="button" onClick={() => void trySample()}>
            {t('trySample')}
          </button>{' '}
          <span class="hint">{t('trySampleHint')}</span>
        </p>
      )}
    </section>
  );
}
