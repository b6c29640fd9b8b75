import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { inBackground, productId } from '../state.ts';
import type { Inspection } from '../types.ts';

/**
 * The decision that an address names, of those on the page or from the station.
 *
 * @param openId empty if none is named.
 */
export function useOpened(openId: string, found: readonly Inspection[] | null) {
  const [open, setOpen] = useState<Inspection | null>(null);
  useEffect(() => {
    if (openId === '') setOpen(null);
    else if (String(open?.id) !== openId) {
      const known = found?.find(({ id }) => String(id) === openId);
      if (known !== undefined) setOpen(known);
      else {
        let isOver = false;
        void inBackground(async () => {
          const opened = await api<Inspection>(`inspections/${openId}`);
          // Another was opened meanwhile.
          if (isOver) return;
          // A link may lead to a decision on another product.
          productId.value = opened.productId;
          setOpen(opened);
        });
        return () => (isOver = true);
      }
    }
    return undefined;
  }, [openId]);
  return {
    open: String(open?.id) === openId ? open : null,
    setOpen,
    /** Shows a changed one, unless another was opened meanwhile. */
    change: (changed: Inspection) =>
      setOpen((known) => (known?.id === changed.id ? changed : known)),
  };
}
