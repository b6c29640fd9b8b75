import type { ThresholdSetter, ThresholdSetters } from '../../detector/index.ts';
import type { ScorePlace } from '../../model/index.ts';
import { formatShare } from '../../numberText.ts';
import { inLine } from './printable.ts';

/** Shares of generated defects that are found, with the setters and without them. */
interface Found {
  readonly defects: number;
  readonly found: number;
  readonly foundWithout: readonly (number | null)[];
  readonly foundWithoutAll: number | null;
}

/** The good images that set the threshold, and what it would be without them; empty if none are known. */
export function describeSetters(
  { zones, ...whole }: ThresholdSetters,
  generated: Found | null = null,
): string {
  const parts = [
    describePart('The threshold is', whole, generated),
    ...zones.map(({ name, ...zone }) =>
      describePart(`The threshold of zone ${inLine(name)} is`, zone, null),
    ),
  ];
  const text = parts.join('');
  return text === ''
    ? ''
    : `${text}If something there does not belong, clean or take out the image, or leave the place out with --roi.\n`;
}

function describePart(
  subject: string,
  { images, thresholdWithoutAll }: Omit<ThresholdSetters, 'zones'>,
  generated: Found | null,
): string {
  if (images.length === 0) return '';
  const shareOf = (share: number | null | undefined) =>
    share == null ? '' : `, ${formatShare(share)} found`;
  const all =
    images.length === 1 || thresholdWithoutAll === null
      ? ''
      : `  without these ${images.length}: threshold ${thresholdWithoutAll.toPrecision(5)}${shareOf(generated?.foundWithoutAll)}\n`;
  const found =
    generated === null
      ? ''
      : `With them, ${formatShare(generated.found)} of ${generated.defects} generated defects are found.\n`;
  return (
    `${subject} set by the good images that score highest:\n` +
    images.map((image, i) => lineOf(image, shareOf(generated?.foundWithout[i]))).join('') +
    `${all}${found}`
  );
}

function lineOf({ name, imageScore, place, thresholdWithout }: ThresholdSetter, found: string) {
  const without =
    thresholdWithout === null
      ? ''
      : `; without it: threshold ${thresholdWithout.toPrecision(5)}${found}`;
  return `  ${inLine(name)}: ${imageScore.toPrecision(5)}${place === null ? '' : describeBox(place)}${without}\n`;
}

function describeBox({ box }: ScorePlace): string {
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.round);
  return ` at x ${x}, y ${y}, ${width} × ${height} px`;
}
