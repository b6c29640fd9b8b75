import { join, parse } from 'node:path';
import { z } from 'zod';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { listFolder } from '../files/listFolder.ts';
import { pathWithin, requireFiles } from '../files/listedFiles.ts';
import { readJsonFile } from '../files/readJson.ts';
import { filesOfMask, maskFiles } from '../masks/MaskSource.ts';
import { defectiveSample, goodSample } from '../Sample.ts';
import { foldersMatch, type Layout, layoutError } from './Layout.ts';

const entrySchema = z.object({
  anomaly_class: z.string(),
  image_path: z.string().min(1),
  mask_path: z.string().nullish(),
});
const listSchema = z.object({
  meta: z.object({ normal_class: z.string(), prefix: z.string() }),
  train: z.array(entrySchema),
  test: z.array(entrySchema),
});
type Entry = z.output<typeof entrySchema>;

/**
 * Real-IAD: one JSON list per category and images in the largest of the folders `realiad_1024`,
 * `realiad_512` and `realiad_256` that exists. The lists are those of all views
 * (`realiad_jsons/realiad_jsons`, or directly in `realiad_jsons`). Categories without images are left
 * out, and so are defective images of `train`, which the noisy variants have.
 */
export const realIad: Layout = {
  lookedFor: 'realiad_jsons/realiad_jsons/<category>.json and realiad_<size>/<category>/…',
  fits: foldersMatch(/^realiad_jsons$/, /^realiad_\d+$/),
  read,
};

async function read(folder: string): Promise<Dataset[]> {
  const { folders } = await listFolder(folder);
  const images = ['realiad_1024', 'realiad_512', 'realiad_256'].find((n) => folders.includes(n));
  if (images === undefined || !folders.includes('realiad_jsons')) {
    throw await layoutError(folder, 'Real-IAD', realIad.lookedFor);
  }
  const listFolderPath = await jsonFolder(join(folder, 'realiad_jsons'));
  const present = new Set((await listFolder(join(folder, images))).folders);
  const datasets: Dataset[] = [];
  for (const file of (await listFolder(listFolderPath)).files) {
    const { name: category, ext } = parse(file);
    if (ext !== '.json' || !present.has(category)) continue;
    datasets.push(await readCategory(join(listFolderPath, file), category, join(folder, images)));
  }
  if (datasets.length === 0) throw await layoutError(folder, 'Real-IAD', realIad.lookedFor);
  return datasets;
}

async function jsonFolder(outer: string): Promise<string> {
  const { folders } = await listFolder(outer);
  return folders.includes('realiad_jsons') ? join(outer, 'realiad_jsons') : outer;
}

async function readCategory(list: string, category: string, images: string): Promise<Dataset> {
  const { meta, train, test } = await readJsonFile(list, listSchema);
  const root = meta.prefix === '' ? images : pathWithin(images, meta.prefix, list);
  const pathOf = (path: string) => pathWithin(root, path, list);
  const isGood = (entry: Entry) => entry.anomaly_class === meta.normal_class;
  const dataset: Dataset = {
    name: 'real-iad',
    category,
    train: train.filter(isGood).map((entry) => goodSample(pathOf(entry.image_path), 'train')),
    testGood: test.filter(isGood).map((entry) => goodSample(pathOf(entry.image_path), 'test')),
    testDefective: test
      .filter((entry) => !isGood(entry))
      .map((entry) => {
        const mask = entry.mask_path ? pathOf(entry.mask_path) : null;
        return defectiveSample(pathOf(entry.image_path), entry.anomaly_class, maskFiles(mask));
      }),
  };
  if (dataset.train.length === 0 || dataset.testDefective.length === 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${list} names no good image to train from, or no defective one to test with`,
      expected: `train with class ${meta.normal_class} and test with others`,
      received: `${train.length} to train, ${test.length} to test`,
      details: { path: list },
    });
  }
  const samples = [...dataset.train, ...dataset.testGood, ...dataset.testDefective];
  await requireFiles(
    list,
    samples.flatMap(({ path, mask }) => [path, ...filesOfMask(mask)]),
  );
  return dataset;
}
