import { stat } from 'node:fs/promises';
import { checkOptions, type OptionKinds, suggestion } from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { type DatasetOptions, datasetOptions } from './DatasetOptions.ts';
import { describeFolder } from './files/listFolder.ts';
import { type Layout, type LayoutName, layoutNames, layouts } from './layouts/index.ts';

/** Those that are explained to whoever has another: all in one line would be read by nobody. */
const usual = ['folder', 'mvtec'] as const satisfies readonly LayoutName[];
const others = layoutNames.filter((name) => !usual.some((own) => own === name));

/** Options of {@link openDataset}. */
export interface OpenDatasetOptions extends DatasetOptions {
  /** Layout to read the data set as; default: the first one that fits. */
  readonly layout?: LayoutName;
}

const openOptions: OptionKinds<OpenDatasetOptions> = { ...datasetOptions, layout: 'string' };

/**
 * Recognizes the layout of a data set and reads it as lists of paths. In layouts whose good images have
 * masks too (KolektorSDD and SDD2), the masks are read.
 *
 * @param path the top folder, the folder of one category, or a table.
 * @returns one data set per category.
 * @throws NominalError INPUT_NOT_FOUND, DATASET_LAYOUT that states what was looked for, or the errors of
 *   the layout's reader: INPUT_EMPTY (no image to train from), TOO_FEW_IMAGES or CONFIG_INVALID (from the
 *   split), IMAGE_UNREADABLE (a mask).
 *
 * @example
 * ```ts
 * import { openDataset } from 'nominal-vision';
 *
 * const [cap] = await openDataset('cap');
 * console.log(cap.category, cap.train.length, cap.testGood.length, cap.testDefective.length);
 * ```
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
    if ((one.isFile ?? false) === isFile && (await one.fits(path))) {
      return [...(await one.read(path, options))];
    }
  }
  throw new NominalError('DATASET_LAYOUT', {
    what: `${path} is not laid out like any known data set`,
    expected: `${usual.map((name) => `${layouts[name].lookedFor} (${name})`).join('; or ')}; or one of the layouts ${others.join(', ')}`,
    received: isFile ? 'a file of another kind' : await describeFolder(path),
    remedy:
      'Name the top folder of the data set, or name the train, good and defective folders one by one',
    details: {
      path,
      layouts: Object.fromEntries(layoutNames.map((name) => [name, layouts[name].lookedFor])),
    },
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
