import { useRef } from 'preact/hooks';
import { attempt } from '../state.ts';

/** Does what a person asks for, once at a time: a second press while it is under way asks for no more. */
export function useOnce<Given extends readonly unknown[]>(
  work: (...given: Given) => Promise<unknown>,
): (...given: Given) => Promise<boolean> {
  const isBusy = useRef(false);
  return async (...given) => {
    if (isBusy.current) return false;
    isBusy.current = true;
    const isDone = await attempt(() => work(...given));
    isBusy.current = false;
    return isDone;
  };
}
