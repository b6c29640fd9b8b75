import type { FitConfig, FitOptions } from '../config/index.ts';
import type { Interval } from '../core/metrics/index.ts';
import type { GeneratedDefectType } from './defects/defectGenerators.ts';

/** The values to try. Settings are searched one after the other; one with a single value is not searched. */
export interface TuningAxes {
  readonly taps: readonly (readonly string[] | undefined)[];
  readonly resize: readonly FitConfig['resize'][];
  readonly coresetRatio: readonly number[];
  readonly reweighting: readonly FitConfig['reweighting'][];
}

/** One configuration that was tried. */
export interface TunedCandidate {
  /** The searched settings. */
  readonly options: Pick<FitOptions, keyof TuningAxes>;
  /** How well it tells generated defects from held-out good images, 0..1. */
  readonly imageAuroc: number;
  /** 95 % bootstrap interval over the held-out images, each with all its frames; null if all resamples agree. */
  readonly interval: Interval | null;
  /** The image AUROC for each type of generated defect. */
  readonly byType: Readonly<Record<GeneratedDefectType, number>>;
  /** p-value of the difference from the best candidate (paired bootstrap); 1 for the best itself. */
  readonly pValueToBest: number;
  readonly bankRows: number;
  readonly fitSeconds: number;
  readonly msPerImage: number;
}

/** The result of a search; its figures are for generated defects, which are a proxy for real ones. */
export interface Tuning {
  /** Best first. */
  readonly candidates: readonly TunedCandidate[];
  /** Number of good images that were fitted from. */
  readonly train: number;
  /** Number of good images held out; each was also given every type of defect. */
  readonly heldOut: number;
  /** Number of images left out because they are copies of another one. */
  readonly copies: number;
  readonly seed: number;
}
