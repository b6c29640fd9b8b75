import {
  cellScope,
  hasOwnVerdicts,
  maskOfRuns,
  type PreprocessPlan,
  type Roi,
  type Size,
  zoneCells,
} from '../../core/image/index.ts';
import type { PatchZones } from '../../core/scoring/index.ts';

/** Which cells of an image's patch grid are inspected. */
export interface PatchScope {
  /** By cell, 0 = left out; null for all. */
  readonly cells: Uint8Array | null;
  /** Zones that are judged separately; null if there are none. */
  readonly zones: PatchZones | null;
}

/** Finds which patches are inspected: those on the image and in its region of interest. */
export class ScopeFinder {
  readonly #roi: Roi | null;
  readonly #share: number;
  readonly #masks: readonly Uint8Array[];
  /** Images of a production line mostly have the same size. */
  #last: { readonly key: string; readonly scope: PatchScope } | null = null;

  /** @param share of a patch's area that must be inspected, 0..1. */
  constructor(roi: Roi | null, share: number) {
    this.#roi = roi;
    this.#share = share;
    this.#masks = roi?.zones.map(({ runs }) => maskOfRuns(runs, roi.height * roi.width)) ?? [];
  }

  /** @param grid patch grid over the plan's whole input. */
  find({ image, sourceBox }: PreprocessPlan, grid: Size): PatchScope {
    const key = JSON.stringify([image, sourceBox, grid]);
    if (this.#last?.key !== key) this.#last = { key, scope: this.#compute(image, sourceBox, grid) };
    return this.#last.scope;
  }

  #compute(image: Size, sourceBox: PreprocessPlan['sourceBox'], grid: Size): PatchScope {
    const onImage = cellScope(grid, sourceBox, image, this.#share);
    const roi = this.#roi;
    if (roi === null) return { cells: onImage, zones: null };
    const inZones = zoneCells(this.#masks, image, grid, sourceBox, this.#share);
    const cells = inZones.map((zone, cell) => (onImage?.[cell] === 0 ? 0 : zone));
    const zones = hasOwnVerdicts(roi) ? { count: roi.zones.length, cells } : null;
    return { cells, zones };
  }
}
