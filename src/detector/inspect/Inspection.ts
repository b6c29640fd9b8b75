import type { HeatScale } from '../../core/calibration/index.ts';
import type { ImageView, RgbImage, Size } from '../../core/image/index.ts';
import type { Region } from '../../core/regions/index.ts';
import type { Grid } from '../../core/tensor/index.ts';
import type { NominalError } from '../../errors/index.ts';
import type { ImageWarning } from '../../image/index.ts';
import type { Explanation } from './explain.ts';
import type { CalibratedDecision } from '../scoring/Verdicts.ts';

/** Milliseconds of wall time that each stage took for one image. */
export interface InspectionTiming {
  readonly decodeMs: number;
  readonly preprocessMs: number;
  /** Backbone and patch features. */
  readonly extractMs: number;
  /** Nearest bank rows. */
  readonly searchMs: number;
  /** Image score, map and regions. */
  readonly scoreMs: number;
  /** All of these. */
  readonly totalMs: number;
}

/** The result for one image. */
export interface Inspection extends CalibratedDecision {
  /** Path of the image, or null if it did not come from a file. */
  readonly path: string | null;
  /** The decoded image that was inspected. */
  readonly image: RgbImage;
  /** What was left out of the image, and in which ways it is not of the kinds that were learned from. */
  readonly warnings: readonly ImageWarning[];
  /** The size of the network's input, and the part of the image's plane that it shows. */
  readonly view: ImageView & { readonly input: Size };
  /**
   * Connected parts of the anomaly map above the pixel threshold, in pixels of the image. A rejected
   * image without one has its highest place instead: see `belowPixelThreshold`.
   */
  readonly regions: readonly Region[];
  /** One score per cell of the patch grid, standardized by place if the model does so. */
  readonly patchScores: Grid;
  /** By cell of that grid, 0 where nothing was inspected; null where all of it was. */
  readonly scope: Uint8Array | null;
  /** The scale on which the maps of this model are drawn. */
  readonly heatScale: HeatScale;
  /** Renders the anomaly map at the image's own size; cropped parts are 0. */
  readonly anomalyMap: () => Grid;
  /**
   * Renders the anomaly map as rarity: each value is replaced by how rare it is among the pixels of good
   * images, in decades, −log₁₀ P, 0..12. 4 is one pixel in ten thousand, for any product.
   */
  readonly rarityMap: () => Grid;
  /** Names the training patches nearest to the highest patches; by default for the highest one only. */
  readonly explain: (count?: number) => readonly Explanation[];
  readonly timing: InspectionTiming;
  /** Everything that `JSON.stringify` writes and the command line prints: all but pixels, maps and patches. */
  readonly toJSON: () => InspectionJson;
}

/** An image that could not be inspected. */
export interface InspectionFailure {
  /** Path of the image, or null if it did not come from a file. */
  readonly path: string | null;
  readonly error: NominalError;
}

/**
 * An inspection as JSON: one flat object of figures, without pixels, as `nominal inspect --json` prints
 * it.
 *
 * @useDeclaredType
 */
export type InspectionJson = ReturnType<typeof inspectionJson>;

/** The JSON of an inspection. */
export function inspectionJson(result: Omit<Inspection, 'toJSON'>) {
  const { drift, rejects, appearance, cause } = result;
  const timing = Object.entries<number>({ ...result.timing });
  return {
    path: result.path,
    imageScore: result.imageScore,
    pValue: result.pValue,
    tailPValue: result.tailPValue,
    pValueExtrapolated: result.pValueExtrapolated,
    falseRejectRate: result.falseRejectRate,
    heldRate: result.heldRate,
    threshold: result.threshold,
    thresholdExtrapolated: result.thresholdExtrapolated,
    verdict: result.verdict,
    regions: result.regions,
    zones: result.zones,
    warnings: result.warnings,
    drift:
      drift === null
        ? null
        : {
            evidence: Number(drift.evidence.toPrecision(4)),
            drifted: drift.drifted,
            direction: drift.direction,
          },
    rejects:
      rejects === null
        ? null
        : {
            evidence: Number(rejects.evidence.toPrecision(4)),
            alarm: rejects.alarm,
            run: rejects.run,
            highestShare: Number(rejects.highestShare.toPrecision(4)),
          },
    appearance:
      appearance === null
        ? null
        : {
            brightness: Number(appearance.brightness.toFixed(2)),
            contrast: Number(appearance.contrast.toFixed(2)),
            grain: Number(appearance.grain.toFixed(2)),
            red: Number(appearance.red.toFixed(2)),
            blue: Number(appearance.blue.toFixed(2)),
            middleY: Number(appearance.middleY.toFixed(3)),
            middleX: Number(appearance.middleX.toFixed(3)),
          },
    cause: cause === null ? null : { ...cause, spreads: Number(cause.spreads.toFixed(2)) },
    timing: Object.fromEntries(timing.map(([stage, ms]) => [stage, Number(ms.toFixed(3))])),
  };
}
