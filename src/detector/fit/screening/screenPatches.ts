import { localOutlierFactors, pairwiseSquared } from '../../../core/screening/index.ts';
import { NominalError, throwIfCancelled } from '../../../errors/index.ts';
import type { Fitting, TrainingPatches } from '../bank/Fitting.ts';

/** Share of all patches that do not enter the banks with which images are screened. */
export const SCREENED_SHARE = 0.1;

/** Number of neighbors whose density a patch's is compared with, as in SoftPatch. */
const NEIGHBORS = 6;

/**
 * The local outlier factor of every patch among the patches of all images at the same place of the patch
 * grid, in the projected space (SoftPatch, Jiang et al., 2022, section 3.2). A defect among good images
 * stands out there, whereas a single bank would select it first.
 *
 * @returns one factor per row of the store; about 1 is ordinary, more is stranger.
 * @throws NominalError `CONFIG_INVALID` if the images do not share one patch grid, `CANCELLED`.
 */
export async function patchOutlierFactors(patches: TrainingPatches): Promise<Float32Array> {
  const { store, points, products, job } = patches;
  const { images, rows } = store;
  const cells = rows / images;
  const starts = Array.from({ length: images }, (_, image) => store.rowRange(image)[0]);
  if (starts.some((start, image) => start !== image * cells)) {
    throw new NominalError('CONFIG_INVALID', {
      reason: 'screeningNeedsOneSize',
      what: 'images whose network inputs differ in size cannot be screened',
      expected: 'images of one size',
      remedy: 'Resize to a fixed HEIGHTxWIDTH',
    });
  }
  const factors = new Float32Array(rows).fill(1);
  if (images < 3) return factors;
  const neighbors = Math.min(NEIGHBORS, images - 1);
  for (let cell = 0; cell < cells; cell++) {
    throwIfCancelled(job.signal);
    const here = points.gather(starts.map((start) => start + cell));
    const found = localOutlierFactors(await pairwiseSquared(here, products.product), neighbors);
    for (const [image, factor] of found.entries()) factors[starts[image] + cell] = factor;
    job.onProgress?.({ phase: 'screen', donePlaces: cell + 1, totalPlaces: cells });
  }
  return factors;
}

/**
 * The rows that remain without the given share of the strangest, ascending; null if the share is 0. Among
 * equal factors, the lower rows are dropped first.
 */
export function withoutStrangest(factors: Float32Array, share: number): Uint32Array | null {
  const dropped = Math.floor(share * factors.length);
  if (dropped === 0) return null;
  const order = Uint32Array.from(factors.keys()).sort((a, b) => factors[b] - factors[a] || a - b);
  return order.slice(dropped).sort();
}

/** The rows that banks are selected from: all patches, or all but the strangest if so configured. */
export async function screenedFitting(patches: TrainingPatches): Promise<Fitting> {
  const { screen } = patches.config;
  const rows = screen === 0 ? null : withoutStrangest(await patchOutlierFactors(patches), screen);
  return { ...patches, rows };
}
