import { median } from '../metrics/index.ts';
import { type Appearance, type AppearanceTrait, appearanceTraits } from './Appearance.ts';

/** How images may look otherwise than those that a model has learned from. */
export const imageChanges = [
  'brighter',
  'darker',
  'higherContrast',
  'lowerContrast',
  'noisier',
  'blurred',
  'otherColor',
  'shifted',
] as const;

/** A way in which images look otherwise. */
export type ImageChange = (typeof imageChanges)[number];

/** What has changed most in the latest images. */
export interface LikelyCause {
  readonly change: ImageChange;
  /** By how much, in spreads of the images that were learned from; at least 2. */
  readonly spreads: number;
}

const changes: Readonly<
  Record<AppearanceTrait, { readonly more: ImageChange; readonly less: ImageChange }>
> = {
  brightness: { more: 'brighter', less: 'darker' },
  contrast: { more: 'higherContrast', less: 'lowerContrast' },
  grain: { more: 'noisier', less: 'blurred' },
  red: { more: 'otherColor', less: 'otherColor' },
  blue: { more: 'otherColor', less: 'otherColor' },
  middleY: { more: 'shifted', less: 'shifted' },
  middleX: { more: 'shifted', less: 'shifted' },
};

/** Images looked at: a defect in a few of them does not move the median, and a change is seen in the fourth. */
export const LATEST_IMAGES = 7;
/** Fewer spreads are no change: single images are often so far from the middle. */
const LEAST_SPREADS = 2;

/** How the latest images look. */
export class LatestAppearance {
  readonly #latest: Appearance[] = [];

  /** Takes the next image. @param deviation see `deviationFrom`. */
  add(deviation: Appearance): void {
    this.#latest.push(deviation);
    if (this.#latest.length > LATEST_IMAGES) this.#latest.shift();
  }

  /** What has changed most; null if nothing has, or no image was taken. */
  get cause(): LikelyCause | null {
    if (this.#latest.length === 0) return null;
    const [most] = appearanceTraits
      .map((trait) => ({ trait, by: median(this.#latest.map((one) => one[trait])) }))
      .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
    const spreads = Math.abs(most.by);
    if (spreads < LEAST_SPREADS) return null;
    return { change: changes[most.trait][most.by > 0 ? 'more' : 'less'], spreads };
  }
}
