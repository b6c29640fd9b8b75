import { NominalError } from '../../errors/index.ts';
import { describeFolder } from '../files/describeFolder.ts';

/** DATASET_LAYOUT that says what was looked for and what is there. */
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
