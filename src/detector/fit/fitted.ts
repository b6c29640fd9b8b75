import type { FitConfig } from '../../config/index.ts';
import type { CopiedImage, Model, TrainingImage } from '../../model/index.ts';
import type { Pipeline } from '../features/Pipeline.ts';
import type { SelectedBank } from './bank/selectBank.ts';
import type { Calibrated } from './calibrate/calibrate.ts';

/** A memory bank with what was learned around it. */
export interface FittedBank extends SelectedBank, Calibrated {
  /** Index, among all images, of each that was calibrated on. */
  readonly calibrated: readonly number[];
}

/** A bank with the images that it is of, and those that were left out as their copies. */
export interface BankOfImages {
  readonly images: readonly TrainingImage[];
  readonly copies: readonly CopiedImage[];
  readonly bank: FittedBank;
}

/** What a fit learns; the framing and the ranges of activations were settled before it. */
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
