import { t } from '../t.ts';
import type { Inspection } from '../types.ts';

/** A verdict in color, sign and word: none of them alone. */
export function Verdict({ verdict }: Pick<Inspection, 'verdict'>) {
  return (
    <span class={`verdict ${verdict}`}>
      {verdict === 'nominal' ? '✓' : '✕'} {t(verdict)}
    </span>
  );
}
