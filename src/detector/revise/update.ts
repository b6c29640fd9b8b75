import { isFairSample, MAP_TAIL_LEVELS, mapTail } from '../../core/calibration/index.ts';
import type { Thumbnail } from '../../core/copies/index.ts';
import type { ImageView } from '../../core/image/index.ts';
import { verdictOf } from '../../core/scoring/index.ts';
import { checkOptions, type OptionKinds } from '../../config/index.ts';
import { NominalError, throwIfCancelled } from '../../errors/index.ts';
import { relativeNames } from '../../files/index.ts';
import type { Calibration, CopiedImage, Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { BankExtension, type NewImage } from './BankExtension.ts';
import { joinScores } from '../fit/calibrate/calibrate.ts';
import type { Detector } from '../inspect/Detector.ts';
import { extractAll } from '../features/extractAll.ts';
import { type ExtractedFeatures, joinParts } from '../features/ExtractedImage.ts';
import { copiesAmong, distinctOf, findCopies } from '../images/copies.ts';
import { type Images, type ImageSources, withImages } from '../images/Images.ts';
import { joinPeaks, peakOnImage } from '../scoring/peaks.ts';
import { jobOptions } from '../jobOptions.ts';
import { framingWith } from './framingWith.ts';
import { leftOut } from './recalibrate.ts';
import { removeImages } from './removeImages.ts';
import { judge, placesOn, Scorer } from '../scoring/Scorer.ts';
import { formatCount } from '../../numberText.ts';

/** The changes to a model. */
export interface UpdateOptions {
  /** Good images that the memory bank is extended with, such as false rejects. */
  readonly add?: Images;
  /** Names of training images, or beginnings of their SHA-256, whose rows are removed. */
  readonly remove?: readonly string[];
  /**
   * Training images that stay, to fill the holes that removed images leave: patches of other images that
   * only a removed row covered are not in the model. Images that the model does not know are ignored.
   */
  readonly refill?: Images;
  /** Time of the change, for the log; by default now. */
  readonly at?: Date;
}

const updateOptions: OptionKinds<UpdateOptions> = {
  add: 'any',
  remove: 'any',
  refill: 'any',
  at: 'date',
};

/** An updated model and a summary of the changes. */
export interface Updated {
  readonly model: Model;
  readonly addedImages: number;
  /** Images to add that the model already knows; they change nothing. */
  readonly knownImages: number;
  /** Images to add that were left out because they show the same as another of them. */
  readonly copies: number;
  readonly addedRows: number;
  /** Rows of known images that were added where removed images had left holes. */
  readonly refilledRows: number;
  readonly removedImages: number;
  readonly removedRows: number;
  /**
   * Whether the scores of the added images joined the calibration. They do not if more of them were
   * rejected than chance allows, because images picked for being rejected are not a fair sample, nor if
   * the calibration is on held-out images.
   */
  readonly calibration: 'extended' | 'kept';
}

/**
 * Extends and shortens a memory bank without refitting. Added images contribute only the rows that the
 * bank does not cover yet within its covering radius. Removed images lose all their rows and calibration
 * scores; patches of other images that only they covered become a hole, unless those images are given to
 * refill it. Place statistics do not change.
 *
 * @param detector is not changed.
 * @throws NominalError `CONFIG_INVALID` if nothing is to be changed, `INPUT_NOT_FOUND` for an unknown
 *   image to remove, `TOO_FEW_IMAGES` if too little remains, `CANCELLED`, or the error of an image that
 *   cannot be read.
 */
export async function update(
  detector: Detector,
  options: UpdateOptions,
  job: JobOptions = {},
): Promise<Updated> {
  checkOptions(options, updateOptions, 'update');
  checkOptions(job, jobOptions, 'update');
  const { add = [], remove = [], refill = [], at = new Date() } = options;
  const { signal } = job;
  const before = detector.model;
  const { coveringRadius } = before;
  if (before.grid !== null) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'a model whose bank rows match only near their own place cannot be updated',
      expected: 'a model whose bank rows match anywhere',
      received: '--position-radius',
      remedy: 'Fit the model again with all images',
    });
  }
  if (coveringRadius === null) throw importedBank();
  const shortened = removeImages(before, remove);
  const [{ added, known, copies }, framing] = await withImages(add, signal, async (sources) => [
    await readNewImages(detector, shortened, sources, job),
    await framingWith(detector, sources, job),
  ]);
  if (added.length === 0 && remove.length === 0) throw nothingToChange(known);
  const staying =
    remove.length === 0
      ? []
      : await withImages(refill, signal, (sources) =>
          readKnownImages(detector, shortened, sources, job),
        );
  const extension = await BankExtension.measure(
    shortened,
    coveringRadius,
    [...added, ...staying],
    detector.pipeline.products,
  );
  const extended = extension.extended();
  const newRows = extended.rowImages.subarray(shortened.bank.rows);
  const addedRows = newRows.filter((image) => image >= shortened.images.length).length;
  const extendsCalibration =
    added.length > 0 &&
    shortened.calibration.method !== 'held-out' &&
    (await areFair(detector, added));
  const calibration = extendsCalibration
    ? joined(shortened.calibration, await scoreUnseen(detector, shortened, extension, added, job))
    : shortened.calibration;
  const counts = {
    addedImages: added.length,
    knownImages: known,
    copies: copies.length,
    addedRows,
    refilledRows: newRows.length - addedRows,
    removedImages: before.images.length - shortened.images.length,
    removedRows: before.bank.rows - shortened.bank.rows,
  };
  const kept = new Set(shortened.images);
  const change = {
    kind: 'update' as const,
    at: at.toISOString(),
    parent: detector.checksum,
    summary:
      `${formatCount(counts.addedImages, 'image')} with ${formatCount(counts.addedRows, 'row')} added, ` +
      `${formatCount(counts.removedImages, 'image')} with ${formatCount(counts.removedRows, 'row')} removed` +
      (counts.refilledRows === 0 ? '' : `, ${formatCount(counts.refilledRows, 'row')} refilled`) +
      leftOut(copies.length),
    added: added.map(({ image }) => image.name),
    removed: before.images.filter((image) => !kept.has(image)).map(({ name }) => name),
  };
  return {
    model: {
      ...extended,
      framing,
      copies: [...extended.copies, ...copies],
      calibration,
      changes: [...before.changes, change],
    },
    ...counts,
    calibration: extendsCalibration ? 'extended' : 'kept',
  };
}

function importedBank(): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: 'an imported model cannot be updated: the covering radius of its bank is unknown',
    expected: 'a model that "nominal fit" made',
    remedy: 'Fit one from the good images of the part',
  });
}

function nothingToChange(known: number): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: 'there is nothing to change',
    expected: 'good images to add that are new to the model, or training images to remove',
    received: known === 0 ? 'neither' : `${known} images that it already knows`,
  });
}

/** An image that the model does not know. */
interface FreshImage {
  readonly path: string | null;
  readonly sha256: string;
  readonly thumbnail: Thumbnail;
  readonly extracted: ExtractedFeatures;
  readonly view: ImageView;
}

/** Images to add: the new ones, and how many were left out. */
interface NewImages {
  readonly added: readonly NewImage[];
  readonly known: number;
  readonly copies: readonly CopiedImage[];
}

/** Extracts the images to add, except those that the model knows. */
async function readNewImages(
  { pipeline }: Detector,
  { images, copies }: Model,
  sources: ImageSources,
  { signal, onProgress }: JobOptions,
): Promise<NewImages> {
  const hashes = new Set([...images, ...copies].map(({ sha256 }) => sha256));
  const fresh: FreshImage[] = [];
  const total = Array.isArray(sources) ? sources.length : undefined;
  let doneImages = 0;
  for await (const { path, sha256, thumbnail, view, parts } of extractAll(
    sources,
    pipeline,
    signal,
  )) {
    if (!hashes.has(sha256)) {
      fresh.push({ path, sha256, thumbnail, view, extracted: await joinParts(parts) });
    }
    doneImages++;
    onProgress?.({ phase: 'extract', doneImages, totalImages: total ?? doneImages });
  }
  const taken = new Set(images.map(({ name }) => name));
  const names = relativeNames(fresh.map(({ path }) => path));
  const all = fresh.map(({ sha256, view, extracted }, i) => {
    // The hash distinguishes images of the same name, so that each can be removed again.
    const name = taken.has(names[i]) ? `${names[i]}#${sha256.slice(0, 8)}` : names[i];
    return { image: { name, sha256 }, view, extracted };
  });
  const firsts = findCopies({
    hashes: fresh.map(({ sha256 }) => sha256),
    thumbnails: fresh.map(({ thumbnail }) => thumbnail),
  });
  return {
    added: distinctOf(firsts).map((image) => all[image]),
    known: doneImages - fresh.length,
    copies: copiesAmong(
      all.map(({ image }) => image),
      firsts,
    ),
  };
}

/** Extracts the images that the model knows. */
async function readKnownImages(
  { pipeline }: Detector,
  { images }: Model,
  sources: ImageSources,
  { signal, onProgress }: JobOptions,
): Promise<readonly NewImage[]> {
  const byHash = new Map(images.map((image) => [image.sha256, image]));
  const known: NewImage[] = [];
  const total = Array.isArray(sources) ? sources.length : undefined;
  let doneImages = 0;
  for await (const extracted of extractAll(sources, pipeline, signal)) {
    const image = byHash.get(extracted.sha256);
    if (image !== undefined) {
      const { view, parts } = extracted;
      known.push({ image, view, extracted: await joinParts(parts) });
    }
    doneImages++;
    onProgress?.({ phase: 'extract', doneImages, totalImages: total ?? doneImages });
  }
  return known;
}

async function areFair(detector: Detector, added: readonly NewImage[]): Promise<boolean> {
  let rejects = 0;
  for (const { extracted } of added) {
    const { imageScore } = await detector.examine([extracted]);
    if (verdictOf(imageScore, detector.threshold) === 'anomalous') rejects++;
  }
  const { heldRate, thresholdSetByHand, support } = detector.summary;
  return isFairSample(rejects, added.length, {
    heldRate: thresholdSetByHand ? support.falseRejectRate : heldRate,
    calibrationImages: support.images,
  });
}

/** The bank already covers what the added images have in common, so a few folds do. */
const FOLDS = 5;

/** Scores of the added images, each by a bank that was extended only with the other folds. */
async function scoreUnseen(
  { pipeline }: Detector,
  model: Model,
  extension: BankExtension,
  added: readonly NewImage[],
  job: JobOptions,
): Promise<Omit<Calibration, 'method'>> {
  const folds = Math.min(FOLDS, added.length);
  const imageScores = new Float32Array(added.length);
  const mapTails = new Float32Array(added.length * MAP_TAIL_LEVELS);
  const zones: Float32Array[] = [];
  const peaks: Float32Array[] = [];
  let doneImages = 0;
  for (let fold = 0; fold < folds; fold++) {
    const others = [...Array(extension.images).keys()].filter(
      (image) => image >= added.length || image % folds !== fold,
    );
    const { bank } = extension.extended(others);
    const scorer = await Scorer.build(bank, model.config, pipeline.products);
    for (let image = fold; image < added.length; image += folds) {
      throwIfCancelled(job.signal);
      const measured = await scorer.measure([added[image].extracted]);
      const places = placesOn(measured.patchScores, model.places);
      const judged = judge(measured, places, model.config);
      const { imageScore, zoneScores, map, inspectedPixels } = judged;
      imageScores[image] = imageScore;
      peaks[image] = peakOnImage(judged, added[image].view);
      if (zoneScores !== null) zones[image] = zoneScores;
      mapTails.set(mapTail(map, inspectedPixels), image * MAP_TAIL_LEVELS);
      job.onProgress?.({ phase: 'calibrate', doneImages: ++doneImages, totalImages: added.length });
    }
  }
  const images = added.map(({ image }) => image);
  return {
    images,
    imageScores,
    zoneScores: joinScores(zones),
    mapTails,
    peaks: joinPeaks(peaks),
  };
}

function joined(calibration: Calibration, more: Omit<Calibration, 'method'>): Calibration {
  return {
    ...calibration,
    images: [...calibration.images, ...more.images],
    imageScores: Float32Array.from([...calibration.imageScores, ...more.imageScores]),
    zoneScores:
      calibration.zoneScores === null || more.zoneScores === null
        ? null
        : Float32Array.from([...calibration.zoneScores, ...more.zoneScores]),
    mapTails: Float32Array.from([...calibration.mapTails, ...more.mapTails]),
    peaks:
      calibration.peaks === null || more.peaks === null
        ? null
        : Float32Array.from([...calibration.peaks, ...more.peaks]),
  };
}
