import type { FitConfig } from '../../config/index.ts';
import type { CopiedImage, Model, TrainingImage } from '../../model/index.ts';
import type { Pipeline } from '../features/Pipeline.ts';
import type { SelectedBank } from './bank/selectBank.ts';
import type { Calibrated } from './calibrate/calibrate.ts';

/** A memory bank and what was learned with it. */
export interface FittedBank extends SelectedBank, Calibrated {
  /** Indices, among all images, of those that were calibrated on. */
  readonly calibrated: readonly number[];
}

/** A bank, its images, and those that were left out as their copies. */
export interface BankOfImages {
  readonly images: readonly TrainingImage[];
  readonly copies: readonly CopiedImage[];
  readonly bank: FittedBank;
}

/** What a fit learns; the framing and the ranges of activations are settled before. */
export type Fitted = Omit<Model, 'activationRanges' | 'framing'>;

/** What a fit learns, once it has a bank. */
export function fitted(
  config: FitConfig,
  { backbone }: Pipeline,
  { images, copies, bank: fittedBank }: BankOfImages,
): Fitted {
  const { bank, origins, grid, coveringRadius, calibrated, places, calibration } = fittedBank;
  return {
    config: { ...config, taps: [...backbone.taps] },
    backbone: { name: config.backbone, sha256: backbone.sha256 },
    bank,
    rowImages: Uint32Array.from(origins, ({ image }) => image),
    rowPatches: Uint32Array.from(origins, ({ patch }) => patch),
    grid,
    images,
    copies,
    coveringRadius,
    places,
    calibration: { ...calibration, images: calibrated.map((image) => images[image]) },
    threshold: null,
    changes: [],
  };
}
