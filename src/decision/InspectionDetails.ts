import type { Affine } from '../core/image/index.ts';
import type { Region } from '../core/regions/index.ts';

/** What a decision is shown with. */
export interface InspectionDetails {
  readonly height: number;
  readonly width: number;
  readonly thresholdExtrapolated: boolean;
  /** Value of the anomaly map above which a pixel belongs to a region. */
  readonly pixelThreshold: number;
  /** Values of the anomaly map at which the heat is 0, 1/8, … 1. */
  readonly heatScale: readonly number[];
  readonly regions: readonly Region[];
  readonly timing: Readonly<Record<string, number>>;
  /** Size of the patch grid. */
  readonly grid: { readonly height: number; readonly width: number };
  /**
   * Cells of it that were inspected, row-major, as the lengths of runs outside and inside in turn,
   * outside first; null where all were.
   */
  readonly scope: readonly number[] | null;
  /** Size of the network's input, on which the map is made. */
  readonly input: { readonly height: number; readonly width: number };
  /** Part of the image that the network saw, in pixels. */
  readonly sourceBox: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** From places of the image as it was aligned, which `sourceBox` is of, to its own; null where it was not. */
  readonly toImage: Affine | null;
  readonly sigmaPx: number;
  /** The good image whose patch is nearest to the highest one, where that is known. */
  readonly nearest: NearestPatch | null;
}

/** A place in the inspected image and the place in a training image that it is most like. */
export interface NearestPatch {
  readonly sha256: string | null;
  /** Cells of the patch grid, row-major. */
  readonly patch: number;
  readonly trainingPatch: number;
}
