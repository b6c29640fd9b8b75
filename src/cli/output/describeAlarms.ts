import type { Detector } from '../../detector/index.ts';
import type { DriftDirection } from '../../core/calibration/index.ts';
import { formatRate } from '../../numberText.ts';

const drifts: Readonly<Record<DriftDirection, string>> = {
  up:
    'scores rise: images that pass look stranger than they did. Look at light, lens and position, or ' +
    'recalibrate with "nominal calibrate".',
  down:
    'scores fall: images that pass show less than they did, and defects may pass, too. The camera may be set ' +
    'otherwise: noise, compression, focus, range of values.',
};

/** A line for each alarm that is on after a run of inspections; empty if none is. */
export function describeAlarms({
  drift,
  rejects,
  falseRejectRate,
  summary,
}: Pick<Detector, 'drift' | 'rejects' | 'falseRejectRate' | 'summary'>): string {
  const drifted = drift?.direction == null ? '' : `Drift: ${drifts[drift.direction]}\n`;
  if (rejects?.alarm !== true) return drifted;
  const { run, highestShare } = rejects;
  const promised = summary.thresholdSetByHand
    ? `of good parts, at most ${formatRate(highestShare)} are to be expected`
    : `${formatRate(falseRejectRate)} of good parts was promised`;
  return (
    `${drifted}Rejects: ${run.rejected} of the last ${run.images} images were rejected, and ${promised}. ` +
    `A batch of defective parts, or light, camera or part have changed.\n`
  );
}
