import type { Model } from 'nominal-vision/internal/model';
import type { ModelSummary } from '../../store/index.ts';
import { fileHashOf } from 'nominal-vision/internal/inspector';

/** What is shown of a model without reading it again. */
export function summaryOf({ bank, backbone, calibration, config, images }: Model): ModelSummary {
  return {
    bankRows: bank.rows,
    dimension: bank.columns,
    backbone: backbone.name,
    images: images.length,
    calibrationMethod: calibration.method,
    calibrationScores: Array.from(calibration.imageScores),
    extrapolate: config.extrapolate,
    calibrationImages: calibration.images.map(fileHashOf),
  };
}
