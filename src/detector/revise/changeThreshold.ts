import { checkOptions, type OptionKinds } from '../../config/index.ts';
import type { Model } from '../../model/index.ts';
import { type ThresholdChoice, Thresholds } from '../scoring/Thresholds.ts';

/** Another basis of a model's decisions; whether it extrapolates stays as it is by default. */
export type ThresholdChange = Omit<ThresholdChoice, 'extrapolate'> &
  Partial<Pick<ThresholdChoice, 'extrapolate'>>;

const changeOptions: OptionKinds<ThresholdChange> = {
  falseRejectRate: 'number',
  extrapolate: 'boolean',
  threshold: 'any',
};

/**
 * Returns the model with another false-reject rate or raw threshold; this needs no images.
 *
 * @param checksum checksum of the file that the model was read from, for the log.
 * @throws NominalError `CONFIG_INVALID`.
 */
export function changeThreshold(
  model: Model,
  checksum: string | null,
  change: ThresholdChange,
  at = new Date(),
): Model {
  checkOptions(change, changeOptions, 'changeThreshold');
  const { falseRejectRate, extrapolate = model.config.extrapolate } = change;
  const choice = { falseRejectRate, extrapolate, threshold: change.threshold };
  const { threshold } = new Thresholds(model.calibration, choice).image;
  const entry = {
    kind: 'threshold' as const,
    at: at.toISOString(),
    parent: checksum,
    summary:
      choice.threshold === null
        ? `false-reject rate set to ${falseRejectRate}: threshold ${threshold}`
        : `threshold set to ${threshold}`,
    added: [],
    removed: [],
  };
  return {
    ...model,
    config: { ...model.config, falseRejectRate, extrapolate },
    threshold: choice.threshold,
    changes: [...model.changes, entry],
  };
}
