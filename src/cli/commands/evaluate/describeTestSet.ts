import type { Evaluation } from '../../../detector/index.ts';
import { inLine } from '../../output/printable.ts';

const namesShown = 5;

/** A warning for a category in which some good test images are training images; empty for others. */
export function describeTrainedOn({ category, trainedOn }: Evaluation): string {
  if (trainedOn.length === 0) return '';
  return `nominal: of ${inLine(category)}, ${trainedOn.length} good test images are copies of training images, so that its figures are too good: ${listOf(trainedOn)} [TRAINED_ON]\n`;
}

function listOf(names: readonly string[]): string {
  const more = names.length - namesShown;
  return names.slice(0, namesShown).map(inLine).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A warning for a category with defective images whose masks mark nothing; empty for others. */
export function describeEmptyMasks({ category, emptyMasks }: Evaluation): string {
  if (emptyMasks.length === 0) return '';
  const names = listOf(emptyMasks);
  return `nominal: of ${inLine(category)}, the masks of these defective images mark nothing, so that all of their pixels count as good: ${names} [EMPTY_MASKS]\n`;
}
