import type { FeatureExtractor } from './FeatureExtractor.ts';

type Tapped = Pick<FeatureExtractor, 'manifest' | 'taps'>;

/** Network input pixels per cell of the patch grid along each side: the stride of the first tap in use. */
export function patchStride(extractor: Tapped): number {
  return usedStrides(extractor)[0];
}

/** The number that both sides of an input must be multiples of, so that every cell of every tap is whole. */
export function inputMultiple(extractor: Tapped): number {
  return [extractor.manifest.input.multipleOf ?? 1, ...usedStrides(extractor)].reduce(
    leastCommonMultiple,
  );
}

/** Strides of the taps in use; for an ensemble, those of its first network. */
function usedStrides({ manifest, taps }: Tapped): number[] {
  return taps.flatMap((name) =>
    manifest.taps
      .filter((tap) => name === tap.name || name.endsWith(`:${tap.name}`))
      .map(({ stride }) => stride),
  );
}

/** The least common multiple of two whole positive numbers. */
export function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
