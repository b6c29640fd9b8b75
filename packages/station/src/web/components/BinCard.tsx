import { useEffect, useState } from 'preact/hooks';
import { api, imageAddress } from '../api.ts';
import { comebacks } from '../connection.ts';
import { removals, restore } from '../removing.ts';
import { attempt, inBackground, products, undoable } from '../state.ts';
import { moment, t } from '../t.ts';
import type { BinItem } from '../types.ts';

/** What was removed: each can be brought back, or all be removed for good. */
export function BinCard() {
  const [items, setItems] = useState<readonly BinItem[]>([]);
  const [isAsked, setIsAsked] = useState(false);
  const load = () => inBackground(async () => setItems(await api<BinItem[]>('bin')));
  useEffect(() => {
    void load();
  }, [comebacks.value, removals.value]);
  const empty = () =>
    attempt(async () => {
      await api('bin', { method: 'DELETE' });
      undoable.value = null;
      setIsAsked(false);
      await load();
    });
  const productOf = (id: string | null) => products.value.find((own) => own.id === id)?.name ?? '';
  return (
    <section class="card" data-testid="bin">
      <h2>
        {t('bin')} <span class="count">{items.length}</span>
      </h2>
      <p class="hint">{t(items.length === 0 ? 'binEmpty' : 'binHint')}</p>
      <ul class="bin">
        {items.map((item) => (
          <li key={`${item.kind} ${item.productId} ${item.id}`}>
            {item.kind === 'image' && <img class="small" src={imageAddress(item.id, 192)} alt="" />}
            <span>
              {t(`bin${item.kind}`, { name: item.name })}
              {item.productId !== null && ` · ${productOf(item.productId)}`}
              <small> {moment(item.removedAt)}</small>
            </span>
            <button
              type="button"
              aria-label={`${t('restore')}: ${item.name}`}
              onClick={() => void attempt(() => restore(item))}
            >
              {t('restore')}
            </button>
          </li>
        ))}
      </ul>
      {items.length > 0 &&
        (isAsked ? (
          <p>
            {t('reallyEmpty', { n: items.length })}{' '}
            <button type="button" onClick={() => void empty()}>
              {t('removeForGood')}
            </button>{' '}
            <button type="button" class="quiet" onClick={() => setIsAsked(false)}>
              {t('cancel')}
            </button>
          </p>
        ) : (
          <button type="button" class="quiet" onClick={() => setIsAsked(true)}>
            {t('emptyBin')}
          </button>
        ))}
    </section>
  );
}
