import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { inBackground, productId } from '../state.ts';
import type { Inspection } from '../types.ts';

/**
 * The decision that an address names, of those on the page or from the station.
 *
 * @param openId empty if none is named.
 * @returns it, and how to show a changed one.
 */
export function useOpened(openId: string, found: readonly Inspection[] | null) {
  const [open, setOpen] = useState<Inspection | null>(null);
  useEffect(() => {
    if (openId === '') setOpen(null);
    else if (String(open?.id) !== openId) {
      const known = found?.find(({ id }) => String(id) === openId);
      if (known !== undefined) setOpen(known);
      else
        void inBackground(async () => {
          const opened = await api<Inspection>(`inspections/${openId}`);
          // A link may lead to a decision on another product.
          productId.value = opened.productId;
          setOpen(opened);
        });
    }
  }, [openId]);
  return [String(open?.id) === openId ? open : null, setOpen] as const;
}
