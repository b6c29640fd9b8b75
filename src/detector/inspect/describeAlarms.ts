import type { ImageChange } from '../../core/appearance/index.ts';
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

const changes: Readonly<Record<ImageChange, string>> = {
  brighter: 'brighter than',
  darker: 'darker than',
  higherContrast: 'higher in contrast than',
  lowerContrast: 'lower in contrast than',
  noisier: 'noisier, or sharper than',
  blurred: 'more blurred, or more compressed than',
  otherColor: 'of another color than',
  shifted: 'shifted against',
};

/** A sentence for each alarm that is on after an image; none if there is no alarm. The likely cause comes last. */
export function describeAlarms({
  drift,
  rejects,
  cause,
  heldRate,
}: Pick<CalibratedDecision, 'drift' | 'rejects' | 'cause' | 'heldRate'>): readonly string[] {
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
  if (alarms.length > 0 && cause !== null) {
    alarms.push(
      `Likely cause: the latest images are ${changes[cause.change]} the training images, ` +
        `by ${cause.spreads.toFixed(1)} times their usual spread.`,
    );
  }
  return alarms;
}
