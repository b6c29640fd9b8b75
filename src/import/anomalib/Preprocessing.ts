import type { Size } from '../../core/image/index.ts';

/** What anomalib does with an image before the network. */
export interface Preprocessing {
  /** Squeezed to this, whatever its aspect. */
  readonly resize: Size;
  /** Center crop after that; null for none. */
  readonly crop: Size | null;
  /** Of values 0..1, by channel. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
