import { planPreprocess, type PreprocessOptions, type Size } from '../image/index.ts';
import { median } from '../metrics/index.ts';
import type { Appearance, AppearanceTrait } from './Appearance.ts';

/** How the images look that a model has learned from. */
export interface UsualAppearance {
  /** Pixels along the short side at which they were measured, see `appearanceOf`. */
  readonly cells: number;
  /** How many were measured. */
  readonly images: number;
  readonly median: Appearance;
  /** Standard deviation that the median distance to the median stands for, 0 if they are all alike. */
  readonly spread: Appearance;
}

/** A smaller spread counts as this: alike as images are, nobody sees less than these shares. */
const LEAST_SPREAD: Appearance = {
  brightness: 0.02,
  contrast: 0.03,
  grain: 0.05,
  red: 0.01,
  blue: 0.01,
  middleY: 0.005,
  middleX: 0.005,
};

/** Parts that lie wherever they lie, and textures, have no place that they could be shifted from. */
const MOST_SPREAD: Partial<Appearance> = { middleY: 0.02, middleX: 0.02 };

/** Standard deviations of a normal distribution in its median distance to the median. */
const DEVIATIONS = 1.4826;

/** Pixels along the short side of an image at the resolution of the network's input, which need not be whole. */
export function cellsOf(
  image: Size,
  { resize, fit }: Pick<PreprocessOptions, 'resize' | 'fit'>,
): number {
  const { resized } = planPreprocess(image, { resize, fit, crop: null });
  // Both sides may be shrunk by unequal factors.
  const factor = Math.sqrt((resized.height * resized.width) / (image.height * image.width));
  return Math.min(image.height, image.width) * factor;
}

/** Summarizes images. @param measured at least one. */
export function usualAppearance(measured: readonly Appearance[], cells: number): UsualAppearance {
  const middle = byTrait((trait) => median(measured.map((one) => one[trait])));
  const spread = byTrait(
    (trait) => DEVIATIONS * median(measured.map((one) => Math.abs(one[trait] - middle[trait]))),
  );
  return { cells, images: measured.length, median: middle, spread };
}

/** The summary of the images of two summaries, as of a mixture; null if one is not known. */
export function joinAppearance(
  a: UsualAppearance | null,
  b: UsualAppearance | null,
): UsualAppearance | null {
  if (a === null || b === null) return null;
  const images = a.images + b.images;
  const share = b.images / images;
  const between = (trait: AppearanceTrait) => b.median[trait] - a.median[trait];
  return {
    cells: a.cells,
    images,
    median: byTrait((trait) => a.median[trait] + share * between(trait)),
    spread: byTrait((trait) =>
      Math.sqrt(
        (1 - share) * a.spread[trait] ** 2 +
          share * b.spread[trait] ** 2 +
          share * (1 - share) * between(trait) ** 2,
      ),
    ),
  };
}

/** How far an image is from what is usual, in spreads; 0 is in the middle, and of a trait that varies too much. */
export function deviationFrom(usual: UsualAppearance, image: Appearance): Appearance {
  return byTrait((trait) => {
    const spread = usual.spread[trait];
    if (spread > (MOST_SPREAD[trait] ?? Infinity)) return 0;
    return (image[trait] - usual.median[trait]) / Math.max(LEAST_SPREAD[trait], spread);
  });
}

function byTrait(valueOf: (trait: AppearanceTrait) => number): Appearance {
  return {
    brightness: valueOf('brightness'),
    contrast: valueOf('contrast'),
    grain: valueOf('grain'),
    red: valueOf('red'),
    blue: valueOf('blue'),
    middleY: valueOf('middleY'),
    middleX: valueOf('middleX'),
  };
}
