import { collectImages, describeLeftOut, type LeftOut, refuseDataset } from '../../files/index.ts';
import type { CommandContext } from '../context.ts';

/** The images that arguments stand for, and the files that were left out. */
export interface TakenImages {
  readonly images: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Collects images to learn from or to compare with, and prints which files were left out, even if all else is
 * quiet.
 *
 * @throws NominalError as {@link refuseDataset} and {@link collectImages}.
 */
export async function takeImages(
  patterns: readonly string[],
  { terminal }: CommandContext,
): Promise<TakenImages> {
  for (const pattern of patterns) await refuseDataset(pattern);
  let leftOut: readonly LeftOut[] = [];
  const images = await collectImages(patterns, {
    onLeftOut: (files) => {
      leftOut = files;
    },
  });
  if (leftOut.length > 0) terminal.err(`nominal: ${describeLeftOut(leftOut)}\n`);
  return { images, leftOut };
}
