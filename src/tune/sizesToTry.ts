import { membersOf, resolveBackbone } from '../backbone/index.ts';
import type { FitConfig } from '../config/index.ts';
import { COMMON_STRIDE, type Size, wholePatches } from '../core/image/index.ts';
import { readResolution } from '../detector/index.ts';

/** Sides of the sizes that are tried, relative to the present ones. */
const FACTORS = [0.5, 0.75, 1.25];

/**
 * Sizes of the network's input to try for some images: the configured one first, then others in its
 * proportions, and the one that a fit suggests for these images.
 *
 * @param images paths of good images, at least one.
 * @throws NominalError `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID` or that of an image that cannot be read.
 */
export async function sizesToTry(
  images: readonly string[],
  config: FitConfig,
): Promise<FitConfig['resize'][]> {
  const { resized, suggestion } = await readResolution(images, config);
  const multiple = await multipleFor(config.backbone);
  const { crop } = config;
  const least = typeof crop === 'number' ? { height: crop, width: crop } : crop;
  const scaled = FACTORS.map((factor) => scaledTo(resized, factor));
  const others = (suggestion === null ? scaled : [...scaled, suggestion.resize])
    .map((size) => wholePatches(size, multiple))
    .filter((size) => !isSame(size, resized) && holds(size, least));
  const distinct = others.filter((size, i) => others.findIndex((one) => isSame(one, size)) === i);
  return [config.resize, ...distinct];
}

/** The number that sides should be multiples of: so is every network's patch. */
async function multipleFor(backbone: string): Promise<number> {
  const members = await Promise.all(membersOf(backbone).map(resolveBackbone));
  const patches = members.map(({ manifest }) => manifest.input.multipleOf ?? 1);
  const patch = patches.reduce((all, own) => (all % own === 0 ? all : all * own), 1);
  return patch * Math.max(1, Math.round(COMMON_STRIDE / patch));
}

function scaledTo({ height, width }: Size, factor: number): Size {
  return { height: factor * height, width: factor * width };
}

function holds({ height, width }: Size, least: Size | null): boolean {
  return least === null || (height >= least.height && width >= least.width);
}

function isSame(a: Size, b: Size): boolean {
  return a.height === b.height && a.width === b.width;
}
