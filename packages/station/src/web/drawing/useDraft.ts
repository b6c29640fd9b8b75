import { useState } from 'preact/hooks';
import type { Draft } from './draft.ts';

interface Steps {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
}

/** A draft whose changes can be taken back, step by step, and made again. */
export function useDraft(first: Draft) {
  const [{ past, present, future }, setSteps] = useState<Steps>({
    past: [],
    present: first,
    future: [],
  });
  return {
    draft: present,
    change: (draft: Draft) =>
      setSteps((known) => ({ past: [...known.past, known.present], present: draft, future: [] })),
    undo:
      past.length === 0
        ? null
        : () =>
            setSteps({
              past: past.slice(0, -1),
              present: past[past.length - 1],
              future: [present, ...future],
            }),
    redo:
      future.length === 0
        ? null
        : () =>
            setSteps({
              past: [...past, present],
              present: future[0],
              future: future.slice(1),
            }),
  };
}
