import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOfCause, NominalError, throwIfCancelled } from '../errors/index.ts';
import { makeFolder } from '../files/index.ts';
import type { JobOptions } from '../progress.ts';
import { type DatasetOptions, type DatasetSample, generateDataset } from './generateDataset.ts';

/** A generated data set, with progress and cancellation. */
export interface WriteDatasetOptions extends DatasetOptions, JobOptions {}

/**
 * Writes a generated data set as one category folder of the MVTec AD layout: `train/good/000.png`, `test/good`,
 * `test/<defect>` and `ground_truth/<defect>/000_mask.png` (0 and 255). The folder appears after everything is written.
 * @param dir folder to create; it may exist if it is empty.
 * @throws NominalError `CONFIG_INVALID`, `OUTPUT_FAILED` if the folder is not empty or cannot be written,
 * `CANCELLED` if the signal is aborted.
 */
export async function writeDataset(dir: string, options: WriteDatasetOptions): Promise<void> {
  const target = resolve(dir);
  const partial = `${target}.partial-${process.pid}`;
  const totalImages = options.trainGood + options.testGood + options.testDefective;
  let doneImages = 0;
  try {
    await refuseFullFolder(target);
    for (const folder of ['train/good', 'test/good']) {
      await makeFolder(join(partial, folder));
    }
    options.onProgress?.({ phase: 'generate', doneImages, totalImages });
    for (const sample of generateDataset(options)) {
      throwIfCancelled(options.signal);
      await writeSample(partial, sample);
      doneImages++;
      options.onProgress?.({ phase: 'generate', doneImages, totalImages });
    }
    throwIfCancelled(options.signal);
    await makeFolder(dirname(target));
    await rmdir(target).catch(() => undefined);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (error instanceof NominalError) throw error;
    throw new NominalError('OUTPUT_FAILED', {
      what: `the generated data set could not be written to ${target}`,
      remedy: 'Check that the folder is writable and that the disk has free space',
      cause: error,
    });
  }
}

async function writeSample(root: string, sample: DatasetSample): Promise<void> {
  const name = String(sample.number).padStart(3, '0');
  const { height, width, data } = sample.image;
  const folder = join(root, sample.split, sample.label);
  await makeFolder(folder);
  // Loaded here, because all commands load this module, and few write images.
  const { default: sharp } = await import('sharp');
  await sharp(data, { raw: { height, width, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toFile(join(folder, `${name}.png`));
  if (sample.label === 'good') return;
  const truth = join(root, 'ground_truth', sample.label);
  await makeFolder(truth);
  await sharp(
    sample.mask.map((value) => value * 255),
    { raw: { height, width, channels: 1 } },
  )
    .toColorspace('b-w')
    .png({ compressionLevel: 6 })
    .toFile(join(truth, `${name}_mask.png`));
}

async function refuseFullFolder(target: string): Promise<void> {
  const held = await readdir(target).catch((error: unknown) => {
    if (codeOfCause(error) === 'ENOENT') return [];
    throw error;
  });
  if (held.length === 0) return;
  throw new NominalError('OUTPUT_FAILED', {
    what: `${target} already contains files`,
    expected: 'a new or an empty folder',
    remedy: 'Name another folder, or empty this one',
    details: { path: target },
  });
}
