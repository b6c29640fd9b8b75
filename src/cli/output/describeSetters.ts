import type { ThresholdSetter, ThresholdSetters } from '../../detector/index.ts';
import type { ScorePlace } from '../../model/index.ts';
import { inLine } from './printable.ts';

/** The good images that set the threshold, and what it would be without them; empty if none are known. */
export function describeSetters({ images, thresholdWithoutAll }: ThresholdSetters): string {
  if (images.length === 0) return '';
  const all =
    images.length === 1 || thresholdWithoutAll === null
      ? ''
      : `without these ${images.length}: ${thresholdWithoutAll.toPrecision(5)}\n`;
  return (
    `Set by the good images that score highest:\n${images.map(lineOf).join('')}${all}` +
    'If something there does not belong, clean or take out the image, or leave the place out with --roi.\n'
  );
}

function lineOf({ name, imageScore, place, thresholdWithout }: ThresholdSetter): string {
  const without =
    thresholdWithout === null ? '' : `; threshold ${thresholdWithout.toPrecision(5)} without it`;
  return `  ${inLine(name)}: ${imageScore.toPrecision(5)}${place === null ? '' : describeBox(place)}${without}\n`;
}

function describeBox({ box }: ScorePlace): string {
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.round);
  return ` at x ${x}, y ${y}, ${width} × ${height} px`;
}
