import { stat } from 'node:fs/promises';
import { checkOptions, type OptionKinds, suggestion } from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { type DatasetOptions, datasetOptions } from './DatasetOptions.ts';
import { describeFolder } from './files/describeFolder.ts';
import { type Layout, type LayoutName, layoutNames, layouts } from './layouts/index.ts';

/** Options of {@link openDataset}. */
export interface OpenDatasetOptions extends DatasetOptions {
  /** Read it as this one; recognized unless told. */
  readonly layout?: LayoutName;
}

const openOptions: OptionKinds<OpenDatasetOptions> = { ...datasetOptions, layout: 'string' };

/**
 * Recognizes how a data set is laid out and reads it: lists of paths; of the layouts that give
 * good images masks too (KolektorSDD and SDD2) it reads the masks.
 *
 * @param path the top folder, the folder of one category, or a table.
 * @returns one data set per category.
 * @throws NominalError INPUT_NOT_FOUND, DATASET_LAYOUT that names what was looked for, and what the
 *   reader of the layout throws.
 */
export async function openDataset(
  path: string,
  given: OpenDatasetOptions = {},
): Promise<Dataset[]> {
  checkOptions(given, openOptions, 'openDataset');
  const { layout, ...options } = given;
  if (layout !== undefined && !layoutNames.includes(layout)) throw unknownLayout(layout);
  const isFile = await isFileAt(path);
  if (layout !== undefined) return [...(await layouts[layout].read(path, options))];
  for (const name of layoutNames) {
    const one: Layout = layouts[name];
    if (await one.fits(path)) return [...(await one.read(path, options))];
  }
  throw new NominalError('DATASET_LAYOUT', {
    what: `${path} is not laid out like a data set that is known`,
    expected: layoutNames.map((name) => `${layouts[name].lookedFor} (${name})`).join('; or '),
    received: isFile ? 'a file of another kind' : await describeFolder(path),
    remedy:
      'Name the top folder of the data set, or name the train, good and defective folders one by one',
    details: { path },
  });
}

async function isFileAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${path} does not exist or may not be read`,
      remedy: 'Check the path and its permissions',
      details: { path },
      cause,
    });
  }
}

function unknownLayout(layout: string): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: `there is no layout ${layout}${suggestion(layout, layoutNames)}`,
    expected: layoutNames.join(', '),
  });
}
