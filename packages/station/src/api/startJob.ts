import { NominalError } from 'nominal-vision/internal/errors';
import { createId, type Job, type Product, type Tables } from '../store/index.ts';
import type { ReviewedImage } from '../jobs/jobParameters.ts';
import type { Station } from '../Station.ts';

/** Most reviewed images on which two models are compared: the newest. */
const MAX_REVIEWED = 500;

/** Fits a model from all good images of a product. @throws NominalError `TOO_FEW_IMAGES` or `CONFLICT`. */
export function startFit({ jobs }: Station, product: Product, actor: string): Promise<Job> {
  return jobs.enqueue(product.id, actor, async (tables) => {
    await refuseSecond(tables, product);
    const images = await imagesOf(tables, product);
    return { kind: 'fit', modelId: createId(), images, config: product.config };
  });
}

/** Brings the model up to the product's good images. @throws NominalError `TOO_FEW_IMAGES`, or `CONFLICT` also where nothing is to be done. */
export async function startUpdate(station: Station, product: Product, actor: string): Promise<Job> {
  const { desk, jobs } = station;
  const { id: parentId, training } = await desk.modelOf(product);
  const { config, falseRejectRate } = product;
  return jobs.enqueue(product.id, actor, async (tables) => {
    await refuseSecond(tables, product);
    const images = await imagesOf(tables, product);
    refuseUnchanged(images, training);
    const reviewed = await reviewedImages(tables, product);
    const modelId = createId();
    return { kind: 'update', modelId, parentId, images, config, falseRejectRate, reviewed };
  });
}

/** Calibrates the model in use on other good images. @throws NominalError `CONFLICT`. */
export async function startCalibrate(
  { desk, jobs }: Station,
  product: Product,
  images: readonly string[],
  actor: string,
): Promise<Job> {
  const { id: parentId } = await desk.modelOf(product);
  return jobs.enqueue(product.id, actor, async (tables) => {
    await refuseSecond(tables, product);
    return { kind: 'calibrate', modelId: createId(), parentId, images };
  });
}

/** Ranks the good images by how strange they are among themselves. */
export function startScreen({ jobs }: Station, product: Product, actor: string): Promise<Job> {
  return jobs.enqueue(product.id, actor, async (tables) => ({
    kind: 'screen',
    images: await imagesOf(tables, product),
    config: product.config,
  }));
}

/** Measures on the reviewed images and writes the report. @throws NominalError `TOO_FEW_IMAGES`. */
export function startReport({ jobs }: Station, product: Product, actor: string): Promise<Job> {
  return jobs.enqueue(product.id, actor, async (tables) => {
    const reviewed = await reviewedImages(tables, product);
    refuseOneSided(reviewed);
    const held = new Set(reviewed.map(({ sha256 }) => sha256));
    const images = (await imagesOf(tables, product)).filter((sha256) => !held.has(sha256));
    const { config, name: title } = product;
    return { kind: 'report', title, images, config, reviewed };
  });
}

function refuseOneSided(reviewed: readonly ReviewedImage[]): void {
  const count = (label: ReviewedImage['label']) =>
    reviewed.filter((image) => image.label === label).length;
  if (count('good') === 0 || count('defective') === 0) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: 'there are too few reviewed decisions to measure on',
      expected: 'at least one good and one defective part that a person has judged',
      received: `${count('good')} good and ${count('defective')} defective ones`,
      remedy: 'Review decisions in the history',
    });
  }
}

/** Images that a person has judged, each once, by its newest judgement. */
async function reviewedImages({ inspections }: Tables, product: Product): Promise<ReviewedImage[]> {
  const filter = { productId: product.id, review: 'any' } as const;
  const reviewed = await inspections.list(filter, MAX_REVIEWED);
  const byImage = new Map<string, ReviewedImage>();
  for (const { id, sha256, review, verdict } of reviewed) {
    if (byImage.has(sha256)) continue;
    const good = review === 'falseReject' || (review === 'confirmed' && verdict === 'nominal');
    byImage.set(sha256, { inspectionId: id, sha256, label: good ? 'good' : 'defective' });
  }
  return [...byImage.values()];
}

async function imagesOf({ products }: Tables, product: Product): Promise<string[]> {
  const images = (await products.images(product.id)).map(({ sha256 }) => sha256);
  if (images.length >= 2) return images;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: `the product "${product.name}" has too few good images`,
    expected: 'at least 2, and for a threshold that holds some dozens',
    received: String(images.length),
    remedy: 'Add images of good parts',
  });
}

/** Of a model made elsewhere it is not known what it rests on: then there may be something to do. */
function refuseUnchanged(images: readonly string[], training: readonly string[]): void {
  const known = new Set(training);
  if (images.length !== known.size || images.some((sha256) => !known.has(sha256))) return;
  throw new NominalError('CONFLICT', {
    what: 'the model in use rests on exactly these good images',
    remedy: 'Add or remove good images, or review decisions, first',
  });
}

/** Two jobs that each make the product's next model would race. */
async function refuseSecond({ jobs }: Tables, product: Product): Promise<void> {
  const open = (await jobs.open(product.id)).find(
    ({ kind }) => kind === 'fit' || kind === 'update' || kind === 'calibrate',
  );
  if (open === undefined) return;
  throw new NominalError('CONFLICT', {
    what: 'a model of this product is being made already',
    received: `${open.kind} ${open.id}, ${open.state}`,
    remedy: 'Wait for it, or cancel it',
  });
}
