import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { describeFolder, listFolder } from '../files/listFolder.ts';

/** How a data set lays out its files, and how it is read. */
export interface Layout {
  /** The files and folders that are looked for, in words. */
  readonly lookedFor: string;
  /** Whether the layout is one of a single file; default false: of a folder. */
  readonly isFile?: boolean;
  /** Whether a path, a folder or a file as `isFile` states, has this layout, judged by names alone. */
  readonly fits: (path: string) => Promise<boolean>;
  /** Reads one data set per category, at least one. */
  readonly read: (path: string, options: DatasetOptions) => Promise<readonly Dataset[]>;
}

/** DATASET_LAYOUT that states what was looked for and what is there. */
export async function layoutError(
  folder: string,
  dataset: string,
  expected: string,
): Promise<NominalError> {
  return new NominalError('DATASET_LAYOUT', {
    what: `${folder} is not laid out like ${dataset}`,
    expected,
    received: await describeFolder(folder),
    remedy: 'Name the folder that holds these',
    details: { path: folder },
  });
}

/** A layout's test whether a folder has, for each pattern, a subfolder whose name matches it. */
export function foldersMatch(...patterns: readonly RegExp[]): Layout['fits'] {
  return async (path) => {
    const { folders } = await listFolder(path);
    return patterns.every((pattern) => folders.some((name) => pattern.test(name)));
  };
}

/** The folder itself if it is a category, otherwise those of its subfolders that are. */
export async function categoryFolders(
  root: string,
  isCategory: (folder: string) => Promise<boolean>,
): Promise<string[]> {
  if (await isCategory(root)) return [root];
  const found: string[] = [];
  for (const name of (await listFolder(root)).folders) {
    if (await isCategory(join(root, name))) found.push(join(root, name));
  }
  return found;
}
