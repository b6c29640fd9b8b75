import { useEffect, useState } from 'preact/hooks';
import { age, t } from '../t.ts';
import type { TextKey } from '../texts/en.ts';

/** How long ago something was, kept up to date. */
export function Age({ at, text = 'ago' }: { readonly at: string; readonly text?: TextKey }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <small>{t(text, { age: age(at, now) })}</small>;
}
