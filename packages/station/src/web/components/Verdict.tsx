import { t } from '../t.ts';

/** A verdict in color, sign and word: none of them alone. */
export function Verdict({ verdict }: { readonly verdict: 'nominal' | 'anomalous' }) {
  return (
    <span class={`verdict ${verdict}`}>
      {verdict === 'nominal' ? '✓' : '✕'} {t(verdict)}
    </span>
  );
}
