import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { collectImages, describeLeftOut, type LeftOut } from '../../files/index.ts';
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
 * @throws NominalError `CONFIG_INVALID` for the folder of a whole data set, whose defective images and masks
 *   would count as good images.
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

/** Folders that only data sets have side by side, those of the good training images first. */
const DATASET_FOLDERS = [
  ['train/good', 'test'],
  ['train/good', 'test_public'],
  ['train/ok', 'test'],
  ['good', 'defective'],
] as const;

async function refuseDataset(folder: string): Promise<void> {
  for (const [good, test] of DATASET_FOLDERS) {
    if (!(await isFolder(join(folder, good))) || !(await isFolder(join(folder, test)))) continue;
    throw new NominalError('CONFIG_INVALID', {
      what: `${folder} is a whole data set`,
      expected: 'a folder of good images',
      received: `a folder with ${good} and ${test}, whose images and masks would all be taken`,
      remedy: `Name ${join(folder, good)}; "nominal evaluate ${folder}" takes the whole data set`,
    });
  }
}

/** Whether a folder is there; false for a pattern. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
