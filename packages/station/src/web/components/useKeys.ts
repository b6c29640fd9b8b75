import { useLayoutEffect } from 'preact/hooks';

/** Acts on keys that are pressed anywhere but on what takes them for itself. */
export function useKeys(actions: Readonly<Record<string, () => unknown>>): void {
  // Not later: who is fast presses a key as soon as there is something to see.
  useLayoutEffect(() => {
    const act = (event: KeyboardEvent) => {
      const { target, ctrlKey, metaKey, altKey, key } = event;
      const isTaken = target instanceof HTMLElement && target.matches(takers(key));
      const action = actions[key.length === 1 ? key.toLowerCase() : key];
      if (isTaken || ctrlKey || metaKey || altKey || action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', act);
    return () => document.removeEventListener('keydown', act);
  });
}

/** What takes a key for itself where it has the focus. */
function takers(key: string): string {
  const fields = 'input, select, textarea';
  if (key === 'Enter') return `${fields}, button, a, summary`;
  return key === ' ' ? `${fields}, button, summary` : fields;
}
