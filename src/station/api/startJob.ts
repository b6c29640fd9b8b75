import { NominalError } from '../../errors/index.ts';
import { createId, type Job, type Product, type Store } from '../../store/index.ts';
import type { ReviewedImage } from '../jobs/jobParameters.ts';
import type { Station } from '../Station.ts';

/** Most reviewed images on which two models are compared: the newest. */
const MAX_REVIEWED = 500;

/** Fits a model from all good images of a product. @throws NominalError `TOO_FEW_IMAGES` or `CONFLICT`. */
export function startFit(station: Station, product: Product, actor: string): Job {
  refuseSecond(station.store, product);
  const images = imagesOf(station.store, product);
  const { config } = product;
  return station.jobs.enqueue(
    { kind: 'fit', modelId: createId(), images, config },
    product.id,
    actor,
  );
}

/** Brings the model up to the product's good images. @throws NominalError `TOO_FEW_IMAGES`, or `CONFLICT` also where nothing is to be done. */
export function startUpdate(station: Station, product: Product, actor: string): Job {
  const { store, desk, jobs } = station;
  refuseSecond(store, product);
  const { id: parentId, training } = desk.modelOf(product);
  const { config, falseRejectRate } = product;
  const images = imagesOf(store, product);
  refuseUnchanged(images, training);
  const reviewed = reviewedImages(store, product);
  return jobs.enqueue(
    { kind: 'update', modelId: createId(), parentId, images, config, falseRejectRate, reviewed },
    product.id,
    actor,
  );
}

/** Ranks the good images by how strange they are among themselves. */
export function startScreen(station: Station, product: Product, actor: string): Job {
  const images = imagesOf(station.store, product);
  const { config } = product;
  return station.jobs.enqueue({ kind: 'screen', images, config }, product.id, actor);
}

/** Measures on the reviewed images and writes the report. @throws NominalError `TOO_FEW_IMAGES`. */
export function startReport(station: Station, product: Product, actor: string): Job {
  const { store, jobs } = station;
  const reviewed = reviewedImages(store, product);
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
  const held = new Set(reviewed.map(({ sha256 }) => sha256));
  const images = imagesOf(store, product).filter((sha256) => !held.has(sha256));
  const { config, name: title } = product;
  return jobs.enqueue({ kind: 'report', title, images, config, reviewed }, product.id, actor);
}

/** Images that a person has judged, each once, by its newest judgement. */
export function reviewedImages(store: Store, product: Product): ReviewedImage[] {
  const reviewed = store.inspections.list({ productId: product.id, review: 'any' }, MAX_REVIEWED);
  const byImage = new Map<string, ReviewedImage>();
  for (const { id, sha256, review, verdict } of reviewed) {
    if (byImage.has(sha256)) continue;
    const good = review === 'falseReject' || (review === 'confirmed' && verdict === 'nominal');
    byImage.set(sha256, { inspectionId: id, sha256, label: good ? 'good' : 'defective' });
  }
  return [...byImage.values()];
}

function imagesOf(store: Store, product: Product): string[] {
  const images = store.products.images(product.id).map(({ sha256 }) => sha256);
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
function refuseSecond(store: Store, product: Product): void {
  const open = store.jobs
    .open(product.id)
    .find(({ kind }) => kind === 'fit' || kind === 'update' || kind === 'calibrate');
  if (open === undefined) return;
  throw new NominalError('CONFLICT', {
    what: 'a model of this product is being made already',
    received: `${open.kind} ${open.id}, ${open.state}`,
    remedy: 'Wait for it, or cancel it',
  });
}
