import type { DriftDirection } from '../../core/calibration/index.ts';
import { formatRate } from '../../numberText.ts';
import type { CalibratedDecision } from '../scoring/Verdicts.ts';

const drifts: Readonly<Record<DriftDirection, string>> = {
  up:
    'scores rise: images that pass look stranger than they did. Look at light, lens and position, or ' +
    'calibrate the model again',
  down:
    'scores fall: images that pass show less than they did, and defects may pass, too. The camera may be set ' +
    'otherwise: noise, compression, focus, range of values',
};

/** A sentence for each alarm that is on after an image; none if there is no alarm. */
export function describeAlarms({
  drift,
  rejects,
  heldRate,
}: Pick<CalibratedDecision, 'drift' | 'rejects' | 'heldRate'>): readonly string[] {
  const alarms: string[] = [];
  if (drift !== null && drift.direction !== null) alarms.push(`Drift: ${drifts[drift.direction]}.`);
  if (rejects?.alarm === true) {
    const { run, highestShare } = rejects;
    alarms.push(
      `Rejects: ${run.rejected} of the last ${run.images} images were rejected; the threshold holds ` +
        `${formatRate(heldRate)} of good parts, and ${formatRate(highestShare)} at most is possible. ` +
        `A batch of defective parts, or light, camera or part have changed.`,
    );
  }
  return alarms;
}
