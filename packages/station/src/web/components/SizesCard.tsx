import { useState } from 'preact/hooks';
import { send } from '../api.ts';
import { attempt, loadProducts, may } from '../state.ts';
import { decimal, t } from '../t.ts';
import type { Product, SizesJobResult, TriedSize } from '../types.ts';
import { sizeText } from './sizeText.ts';

/** From this p-value on, a size may be as good as the best. */
const WITHIN_NOISE = 0.05;

/** How sizes of the network's input did on generated defects; one of them can be chosen. */
export function SizesCard({
  current,
  tried: { sizes, heldOut },
}: {
  readonly current: Product;
  readonly tried: SizesJobResult;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = ({ resize }: TriedSize) =>
    attempt(async () => {
      await send('PATCH', `products/${current.id}`, { config: { resize } });
      setChosen(sizeText(resize));
      await loadProducts();
    });
  return (
    <section class="card" data-testid="sizes">
      <h2>{t('sizes')}</h2>
      <p class="hint">{t('sizesHint', { n: heldOut })}</p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {(['size', 'imageAuroc', 'msPerImage'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {sizes.map((one) => (
              <tr key={sizeText(one.resize)}>
                <td>{sizeText(one.resize)}</td>
                <td>
                  {decimal(one.imageAuroc, 3)}
                  {one.pValueToBest > WITHIN_NOISE && one !== sizes[0] && ` (${t('withinNoise')})`}
                </td>
                <td>{one.msPerImage.toFixed(0)}</td>
                <td>
                  {may('admin') && (
                    <button type="button" onClick={() => void choose(one)}>
                      {t('useSize')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen !== null && (
        <p class="hint" role="status">
          {t('sizeChosen', { size: chosen })}
        </p>
      )}
    </section>
  );
}
