import { checkOptions, type OptionKinds } from '../../config/index.ts';
import type { Model } from '../../model/index.ts';
import { type ThresholdChoice, Thresholds } from '../scoring/Thresholds.ts';

const choiceOptions: OptionKinds<ThresholdChoice> = { falseRejectRate: 'number', threshold: 'any' };

/**
 * Returns the model with another false-reject rate or raw threshold; this needs no images.
 *
 * @param checksum checksum of the file that the model was read from, for the log.
 * @throws NominalError `CONFIG_INVALID`.
 */
export function changeThreshold(
  model: Model,
  checksum: string | null,
  choice: ThresholdChoice,
  at = new Date(),
): Model {
  checkOptions(choice, choiceOptions, 'changeThreshold');
  const { threshold } = new Thresholds(model.calibration, choice).image;
  const { falseRejectRate } = choice;
  const change = {
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
    config: { ...model.config, falseRejectRate },
    threshold: choice.threshold,
    changes: [...model.changes, change],
  };
}
