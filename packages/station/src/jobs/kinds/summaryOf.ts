import { type Model, placeOf } from 'nominal-vision/internal/model';
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
    // With zones of their own, no single threshold is set.
    ...(calibration.zoneScores === null && calibration.peaks !== null
      ? { calibrationPlaces: calibration.images.map((_, i) => placeOf(calibration.peaks, i)) }
      : {}),
    calibrationImages: calibration.images.map(fileHashOf),
  };
}
