import type { FitConfig, FitOptions } from '../config/index.ts';
import type { Interval } from '../core/metrics/index.ts';
import type { GeneratedDefectType } from './defects/defectGenerators.ts';

/** What is searched, one setting after the other; a setting with one value is not searched. */
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
  /** 95 % bootstrap interval over the held-out images, each with all that was made of it; null where all resamples agree. */
  readonly interval: Interval | null;
  /** By way of generating. */
  readonly byType: Readonly<Record<GeneratedDefectType, number>>;
  /** p-value of the difference to the best one (paired bootstrap); 1 for the best itself. */
  readonly pValueToBest: number;
  readonly bankRows: number;
  readonly fitSeconds: number;
  readonly msPerImage: number;
}

/** What a search found; the figures are those of generated defects, which are a proxy of real ones. */
export interface Tuning {
  /** Best first. */
  readonly candidates: readonly TunedCandidate[];
  /** Good images that were learned from. */
  readonly train: number;
  /** Good images held out, each of which was also given every type of defect. */
  readonly heldOut: number;
  /** Images that were left out because they show the same as another one. */
  readonly copies: number;
  readonly seed: number;
}
