import type { Model } from '../../model/index.ts';
import type { ModelSummary } from '../../store/index.ts';

/** What is shown of a model without reading it again. */
export function summaryOf({ bank, backbone, calibration }: Model): ModelSummary {
  return {
    bankRows: bank.rows,
    dimension: bank.columns,
    backbone: backbone.name,
    calibrationScores: Array.from(calibration.imageScores),
  };
}
