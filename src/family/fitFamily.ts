import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkOptions, type FitOptions, type OptionKinds } from '../config/index.ts';
import { learnRouter, MIN_ROUTED_IMAGES } from '../core/routing/index.ts';
import { Matrix } from '../core/tensor/index.ts';
import {
  fit,
  type FitJob,
  fitJobOptions,
  type Images,
  jobOf,
  listImages,
} from '../detector/index.ts';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import { assertNewFolder, makeFolder, removeFolder, writeFileAtomic } from '../files/index.ts';
import type { ImageSource } from '../image/index.ts';
import { type FamilyRouter, isProductName, modelFileOf, ROUTER_FILE } from './FamilyRouter.ts';
import { openRouting, type Routing } from './openRouting.ts';
import { encodeRouter } from './routerFile.ts';

/** One product of a family. */
export interface FamilyProduct {
  /** Name of the product and of its model file. */
  readonly name: string;
  /** Good images, at least 3, in any form that {@link fit} takes. */
  readonly images: Images;
}

/** How a family is fitted. */
export interface FamilyJob extends FitJob {
  /** Maximum share of good images that may be taken for an unknown product, in (0, 1); default 0.01. */
  readonly unknownRate?: number;
  /** Called when the fit of a product begins. */
  readonly onProduct?: (name: string) => void;
}

const familyJobOptions: OptionKinds<FamilyJob> = {
  ...fitJobOptions,
  unknownRate: 'number',
  onProduct: 'function',
};

const productOptions: OptionKinds<FamilyProduct> = { name: 'string', images: 'any' };

const UNKNOWN_RATE = 0.01;
/** Maximum number of good images of a product that a router keeps: every image is compared with all of them. */
const MAX_DESCRIBED_IMAGES = 200;

/**
 * Fits one model for each product, and a router that recognizes the product that an image shows. They
 * are written to a temporary folder that is then renamed, so that the folder is complete or absent.
 *
 * @param folder folder to write to; it must not exist.
 * @throws NominalError `CONFIG_INVALID`, `TOO_FEW_IMAGES`, `OUTPUT_FAILED`, `CANCELLED`, or as {@link fit} does.
 */
export async function fitFamily(
  given: readonly FamilyProduct[],
  folder: string,
  options: FitOptions = {},
  job: FamilyJob = {},
): Promise<FamilyRouter> {
  checkOptions(job, familyJobOptions, 'fitFamily');
  for (const product of given) checkOptions(product, productOptions, 'a product');
  const { unknownRate = UNKNOWN_RATE, onProduct, ...fitJob } = job;
  refuseNames(given.map(({ name }) => name));
  refuseRate(unknownRate);
  const products: { readonly name: string; readonly images: readonly ImageSource[] }[] = [];
  for (const { name, images } of given) {
    products.push({ name, images: await listImages(images, job.signal) });
  }
  for (const { name, images } of products) refuseTooFew(name, images.length);
  await assertNewFolder(folder);
  const temporary = join(dirname(resolve(folder)), `.family-${randomUUID()}.tmp`);
  const routing = await openRouting(job.runtime);
  try {
    await makeFolder(temporary);
    const descriptors: Matrix[] = [];
    for (const { name, images } of products) {
      onProduct?.(name);
      const detector = await fit(images, options, fitJob);
      try {
        await detector.save(join(temporary, modelFileOf(name)), jobOf(job));
      } finally {
        await detector.close();
      }
      descriptors.push(await describeAll(images, routing, job));
    }
    const family: FamilyRouter = {
      names: products.map(({ name }) => name),
      unknownRate,
      backboneSha256: routing.backboneSha256,
      router: learnRouter(descriptors, unknownRate),
    };
    await writeFileAtomic(join(temporary, ROUTER_FILE), encodeRouter(family));
    throwIfCancelled(job.signal);
    await rename(temporary, folder);
    return family;
  } catch (error) {
    await removeFolder(temporary);
    throw error;
  } finally {
    await routing.close();
  }
}

/** Descriptors of up to {@link MAX_DESCRIBED_IMAGES} images, evenly spaced among all. */
async function describeAll(
  images: readonly ImageSource[],
  routing: Routing,
  { signal, onProgress }: FamilyJob,
): Promise<Matrix> {
  const totalImages = Math.min(images.length, MAX_DESCRIBED_IMAGES);
  const rows: Float32Array[] = [];
  while (rows.length < totalImages) {
    throwIfCancelled(signal);
    const image = images[Math.floor((rows.length * images.length) / totalImages)];
    rows.push(await routing.describe(image));
    onProgress?.({ phase: 'describe', doneImages: rows.length, totalImages });
  }
  const matrix = Matrix.zeros(rows.length, rows[0].length);
  for (const [i, row] of rows.entries()) matrix.row(i).set(row);
  return matrix;
}

function refuseNames(names: readonly string[]): void {
  const wrong = names.find((name) => !isProductName(name));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (wrong === undefined && twice === undefined && names.length > 1) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'these products do not make a family',
    expected:
      'at least two, with different names of letters, digits, dots, dashes, spaces and underscores',
    received: wrong ?? (twice === undefined ? names.join(', ') : `${twice} twice`),
    remedy: 'Name the folders of the products accordingly',
  });
}

function refuseRate(rate: number): void {
  if (rate > 0 && rate < 1) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'the share of good images that may be taken for an unknown product is not valid',
    expected: 'a number between 0 and 1',
    received: String(rate),
  });
}

function refuseTooFew(name: string, images: number): void {
  if (images >= MIN_ROUTED_IMAGES) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: `there are too few good images of ${name}`,
    expected: `at least ${MIN_ROUTED_IMAGES}, and some dozens for a rate that holds`,
    received: String(images),
    remedy: 'Add images of good parts',
  });
}
