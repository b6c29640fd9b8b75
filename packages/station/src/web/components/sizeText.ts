import { t } from '../t.ts';
import type { TriedSize } from '../types.ts';

/** A size of the network's input, height first. */
export function sizeText(size: TriedSize['resize']): string {
  if (size === null) return t('ownSize');
  return typeof size === 'number' ? String(size) : `${size.height} × ${size.width}`;
}
