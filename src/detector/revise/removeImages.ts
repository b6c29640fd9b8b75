import { suggestion } from '../../config/index.ts';
import { MAP_TAIL_LEVELS } from '../../core/calibration/index.ts';
import { NominalError } from '../../errors/index.ts';
import {
  type Calibration,
  type Model,
  PEAK_VALUES,
  type TrainingImage,
} from '../../model/index.ts';

/** Minimum number of characters of a SHA-256 that identify an image. */
const SHORTEST_HASH = 8;

/**
 * Returns the model without the rows and calibration scores of some training images. The other rows do
 * not change, so patches that only the removed rows covered are no longer covered.
 *
 * @param ids names, or beginnings of the SHA-256 of at least 8 characters.
 * @throws NominalError `INPUT_NOT_FOUND` for an unknown image, `TOO_FEW_IMAGES` if no row or no
 *   calibration score would remain.
 */
export function removeImages(model: Model, ids: readonly string[]): Model {
  if (ids.length === 0) return model;
  const removed = new Set(ids.map((id) => findImage(model.images, id)));
  const keptImages = [...model.images.keys()].filter((image) => !removed.has(model.images[image]));
  const newIndex = new Map(keptImages.map((image, index) => [image, index]));
  const keptRows = [...model.rowImages.keys()].filter((row) => newIndex.has(model.rowImages[row]));
  const removedHashes = new Set([...removed].map(({ sha256 }) => sha256));
  const calibration = withoutScores(model.calibration, removedHashes);
  if (keptRows.length === 0 || calibration.images.length === 0) {
    throw new NominalError('TOO_FEW_IMAGES', {
      reason: 'tooLittleRemains',
      what: 'too little would remain of the model',
      expected: 'at least one bank row and one calibration score',
      received: `${keptRows.length} rows, ${calibration.images.length} scores`,
      remedy: 'Fit a new model from other images',
    });
  }
  return {
    ...model,
    bank: model.bank.gather(keptRows),
    rowImages: Uint32Array.from(keptRows, (row) => newIndex.get(model.rowImages[row]) ?? 0),
    rowPatches: Uint32Array.from(keptRows, (row) => model.rowPatches[row]),
    images: keptImages.map((image) => model.images[image]),
    copies: model.copies.filter(({ of }) => !removedHashes.has(of)),
    calibration,
  };
}

function findImage(images: readonly TrainingImage[], id: string): TrainingImage {
  const found = images.filter(
    ({ name, sha256 }) => name === id || (id.length >= SHORTEST_HASH && sha256.startsWith(id)),
  );
  if (found.length === 1) return found[0];
  const names = images.map(({ name }) => name);
  throw new NominalError('INPUT_NOT_FOUND', {
    what: `${id} names ${found.length === 0 ? 'no training image' : 'more than one training image'}${suggestion(id, names)}`,
    expected: `a name, or at least ${SHORTEST_HASH} characters of a SHA-256`,
    remedy: 'List them with "nominal show MODEL --images"',
  });
}

function withoutScores(calibration: Calibration, hashes: ReadonlySet<string>): Calibration {
  const { images, imageScores, zoneScores, mapTails, peaks } = calibration;
  const judged = (zoneScores?.length ?? 0) / images.length;
  const kept = [...images.keys()].filter((image) => !hashes.has(images[image].sha256));
  if (kept.length === images.length) return calibration;
  return {
    ...calibration,
    images: kept.map((image) => images[image]),
    imageScores: Float32Array.from(kept, (image) => imageScores[image]),
    zoneScores:
      zoneScores?.filter((_, i) => !hashes.has(images[Math.floor(i / judged)].sha256)) ?? null,
    mapTails: mapTails.filter(
      (_, i) => !hashes.has(images[Math.floor(i / MAP_TAIL_LEVELS)].sha256),
    ),
    peaks: peaks?.filter((_, i) => !hashes.has(images[Math.floor(i / PEAK_VALUES)].sha256)) ?? null,
  };
}
