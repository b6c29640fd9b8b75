import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api.ts';
import { inBackground } from '../state.ts';
import type { Counts } from '../types.ts';

/** Kinds of defects that were said of each product, the most frequent first. */
const known = signal<ReadonlyMap<string, readonly string[]>>(new Map());

/** Kinds of defects of a product, the most frequent first. */
export function useTags(productId: string): readonly string[] {
  useEffect(() => {
    if (known.value.has(productId)) return;
    void inBackground(async () => {
      const { tags } = await api<Counts>(`inspections/counts?product=${productId}`);
      addTags(
        productId,
        tags.map(({ tag }) => tag),
      );
    });
  }, [productId]);
  return known.value.get(productId) ?? [];
}

/** Offers kinds of defects that were said just now, too. */
export function addTags(productId: string, tags: readonly string[]): void {
  const before = known.value.get(productId) ?? [];
  const all = [...new Set([...before, ...tags])];
  known.value = new Map(known.value).set(productId, all);
}
