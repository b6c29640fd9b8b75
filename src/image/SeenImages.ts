import type { ImageWarning } from '../decision/index.ts';
import { joinAppearance, type UsualAppearance } from '../core/appearance/index.ts';
import type { Size } from '../core/image/index.ts';
import type { Colorfulness, ImageTraits } from './ImageTraits.ts';

/** The least and the greatest of some values. */
export interface SeenRange {
  readonly low: number;
  readonly high: number;
}

/** The kinds of images that a model has learned from: others get warnings. */
export interface SeenImages {
  readonly height: SeenRange;
  readonly width: SeenRange;
  /** Width over height. */
  readonly aspect: SeenRange;
  readonly colors: readonly Colorfulness[];
  readonly depths: readonly ImageTraits['depth'][];
  readonly usedBits: SeenRange;
  /** How they look, for the likely cause of an alarm; null in models of earlier builds. */
  readonly appearance: UsualAppearance | null;
}

/** Sizes of images that all have the same may differ by this factor. */
const LEAST_ROOM = 1.02;
/** An image is darker, or brighter, than the seen ones from this many bits on. */
const OTHER_BITS = 2;

/**
 * The kinds of some images.
 *
 * @param traits of a sample of them. @param sizes of all of them. @param appearance of a sample.
 * @returns null for none.
 */
export function seenImages(
  traits: readonly ImageTraits[],
  sizes: readonly Size[] = traits,
  appearance: UsualAppearance | null = null,
): SeenImages | null {
  if (traits.length === 0 || sizes.length === 0) return null;
  return {
    height: rangeOf(sizes.map(({ height }) => height)),
    width: rangeOf(sizes.map(({ width }) => width)),
    aspect: rangeOf(sizes.map(({ height, width }) => width / height)),
    colors: distinct(traits.map(({ color }) => color)),
    depths: distinct(traits.map(({ depth }) => depth)),
    usedBits: rangeOf(traits.map(({ usedBits }) => usedBits)),
    appearance,
  };
}

/** The kinds of two sets of images together; null if those of one are not known. */
export function joinSeen(a: SeenImages | null, b: SeenImages | null): SeenImages | null {
  if (a === null || b === null) return null;
  return {
    height: join(a.height, b.height),
    width: join(a.width, b.width),
    aspect: join(a.aspect, b.aspect),
    colors: distinct([...a.colors, ...b.colors]),
    depths: distinct([...a.depths, ...b.depths]),
    usedBits: join(a.usedBits, b.usedBits),
    appearance: joinAppearance(a.appearance, b.appearance),
  };
}

/**
 * In which ways an image is not of the kinds that were seen. Where seen sizes vary, as much again is no
 * surprise.
 */
export function unlikeSeen(image: ImageTraits, seen: SeenImages): readonly ImageWarning[] {
  const warnings: ImageWarning[] = [];
  const depth = otherDepth(image, seen);
  if (depth !== null) warnings.push(depth);
  if (isOtherColor(image, seen)) warnings.push('OTHER_COLOR');
  if (isOutside(image.width / image.height, seen.aspect)) warnings.push('OTHER_ASPECT');
  else if (isOutside(image.height, seen.height) || isOutside(image.width, seen.width))
    warnings.push('OTHER_SIZE');
  return warnings;
}

function otherDepth({ depth, usedBits }: ImageTraits, seen: SeenImages): ImageWarning | null {
  const isDeep = depth === 16;
  if (isDeep && usedBits <= seen.usedBits.low - OTHER_BITS) return 'LOW_BITS';
  if (!seen.depths.includes(depth)) return 'OTHER_DEPTH';
  return isDeep && usedBits >= seen.usedBits.high + OTHER_BITS ? 'OTHER_DEPTH' : null;
}

function isOtherColor({ color }: ImageTraits, { colors }: SeenImages): boolean {
  const all = (one: Colorfulness) => colors.every((seen) => seen === one);
  return (color === 'color' && all('grey')) || (color === 'grey' && all('color'));
}

function isOutside(value: number, { low, high }: SeenRange): boolean {
  const room = Math.max(LEAST_ROOM, high / low);
  return value < low / room || value > high * room;
}

function rangeOf(values: readonly number[]): SeenRange {
  return values.reduce((range, value) => join(range, { low: value, high: value }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}

function join(a: SeenRange, b: SeenRange): SeenRange {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)].sort();
}
