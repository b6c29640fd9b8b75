import {
  type Appearance,
  appearanceOf,
  cellsOf,
  type UsualAppearance,
  usualAppearance,
} from '../core/appearance/index.ts';
import type { PreprocessOptions } from '../core/image/index.ts';
import type { DepthRange } from './depthRange.ts';
import type { RawFrame } from './ImageSource.ts';
import { type ImageTraits, traitsOf } from './ImageTraits.ts';
import { toRgbImage } from './toRgbImage.ts';

/** How images are brought to the network, as far as that decides what it sees of them. */
export interface Shown extends Pick<PreprocessOptions, 'resize' | 'fit'> {
  readonly depthRange: DepthRange | null;
}

/** Collects the kinds of decoded images, whose pixels it does not keep. */
export class SampledKinds {
  readonly traits: ImageTraits[] = [];
  readonly #measured: Appearance[] = [];
  readonly #shown: Shown;
  #cells: number | null = null;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  add(frame: RawFrame): void {
    this.traits.push(traitsOf(frame));
    // All are measured at one resolution, which is that of the first.
    this.#cells ??= cellsOf(frame, this.#shown);
    const image = toRgbImage(frame, this.#shown.depthRange);
    this.#measured.push(appearanceOf(image, this.#cells));
  }

  /** How they look; null of none. */
  get appearance(): UsualAppearance | null {
    return this.#cells === null ? null : usualAppearance(this.#measured, this.#cells);
  }
}
