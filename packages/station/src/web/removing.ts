import { signal } from '@preact/signals';
import { api, send } from './api.ts';
import { loadProducts, undoable } from './state.ts';
import { t } from './t.ts';
import type { BinItem } from './types.ts';

const paths = {
  image: ({ productId, id }) => `products/${productId}/images/${id}`,
  model: ({ id }) => `models/${id}`,
  token: ({ id }) => `tokens/${id}`,
} satisfies Record<BinItem['kind'], (item: Binned) => string>;

type Binned = Pick<BinItem, 'kind' | 'id' | 'productId' | 'name'>;

/** Counts what was put into the waste bin or brought back: lists are fetched again then. */
export const removals = signal(0);

/** Puts something into the waste bin, and offers to bring it back. @param after called when either was done. */
export async function remove(item: Binned, after: () => unknown): Promise<void> {
  await api(paths[item.kind](item), { method: 'DELETE' });
  removals.value++;
  await loadProducts();
  after();
  undoable.value = {
    text: t(`removed${item.kind}`, { name: item.name }),
    undo: async () => {
      await restore(item);
      after();
    },
  };
}

/** Brings something back from the waste bin. */
export async function restore({ kind, id, productId }: Binned): Promise<void> {
  await send('POST', 'bin/restore', { kind, id, productId });
  removals.value++;
  await loadProducts();
}
