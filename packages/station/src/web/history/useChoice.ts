import { useState } from 'preact/hooks';
import type { Inspection } from '../types.ts';

/** Decisions that are chosen together. */
export type Choice = ReturnType<typeof useChoice>;

/** Chooses decisions of a list, one by one or, with Shift, up to the one before. */
export function useChoice(list: readonly Inspection[]) {
  /** Null while decisions are opened rather than chosen. */
  const [chosen, setChosen] = useState<ReadonlySet<number> | null>(null);
  const [last, setLast] = useState<number | null>(null);
  return {
    chosen,
    toggleMode: () => setChosen(chosen === null ? new Set() : null),
    clear: () => setChosen(new Set()),
    all: () => setChosen(new Set(list.map(({ id }) => id))),
    toggle: ({ id }: Inspection, isShift: boolean) => {
      const changed = new Set(chosen);
      const [from, to] = [last, id].map((own) => list.findIndex((one) => one.id === own));
      if (isShift && from >= 0 && to >= 0)
        for (const one of list.slice(Math.min(from, to), Math.max(from, to) + 1))
          changed.add(one.id);
      else if (!changed.delete(id)) changed.add(id);
      setChosen(changed);
      setLast(id);
    },
  };
}
