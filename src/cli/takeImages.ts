import { collectImages, describeLeftOut, type LeftOut } from '../files/index.ts';
import type { CommandContext } from './context.ts';

/** Images that arguments stand for, and what was left out of them. */
export interface TakenImages {
  readonly images: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** Collects images and says on the terminal, whatever else is quiet, what was left out. */
export async function takeImages(
  patterns: readonly string[],
  { terminal }: CommandContext,
): Promise<TakenImages> {
  let leftOut: readonly LeftOut[] = [];
  const images = await collectImages(patterns, {
    onLeftOut: (files) => {
      leftOut = files;
    },
  });
  if (leftOut.length > 0) terminal.err(`nominal: ${describeLeftOut(leftOut)}\n`);
  return { images, leftOut };
}
