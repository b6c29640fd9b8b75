import { MAP_TAIL_LEVELS, mapTail } from '../../core/calibration/index.ts';
import type { Thumbnail } from '../../core/copies/index.ts';
import { copiesAmong, distinctOf, findCopies } from '../images/copies.ts';
import type { ImageSources } from '../images/Images.ts';
import { nameImages } from '../images/nameImages.ts';
import type { Calibration, CopiedImage } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { joinScores } from '../fit/calibrate/calibrate.ts';
import { joinPeaks, peakOnImage } from '../scoring/peaks.ts';
import type { Detector } from '../inspect/Detector.ts';
import { extractAll } from '../features/extractAll.ts';

/** What a calibration keeps of the distinct images. */
export interface ExaminedImages extends Omit<Calibration, 'method'> {
  /** The images that were left out as copies. */
  readonly copies: readonly CopiedImage[];
}

/** The parts of a detector that score images. */
export type Examiner = Pick<Detector, 'pipeline' | 'examine'>;

/**
 * Scores images with a bank, without a verdict.
 *
 * @throws NominalError of the first image that cannot be read, or `CANCELLED`.
 */
export async function examineAll(
  examiner: Examiner,
  sources: ImageSources,
  { signal, onProgress }: JobOptions,
): Promise<ExaminedImages> {
  const known = Array.isArray(sources) ? sources.length : undefined;
  const paths: (string | null)[] = [];
  const hashes: string[] = [];
  const thumbnails: Thumbnail[] = [];
  const scores: number[] = [];
  const tails: Float32Array[] = [];
  const zones: (Float32Array | null)[] = [];
  const peaks: Float32Array[] = [];
  for await (const extracted of extractAll(sources, examiner.pipeline, signal)) {
    const judged = await examiner.examine(extracted.parts);
    const { imageScore, zoneScores, map, inspectedPixels } = judged;
    paths.push(extracted.path);
    hashes.push(extracted.sha256);
    thumbnails.push(extracted.thumbnail);
    scores.push(imageScore);
    tails.push(mapTail(map, inspectedPixels));
    zones.push(zoneScores);
    peaks.push(peakOnImage(judged, extracted.view));
    const totalImages = known ?? scores.length;
    onProgress?.({ phase: 'calibrate', doneImages: scores.length, totalImages });
  }
  const firsts = findCopies({ hashes, thumbnails });
  const distinct = distinctOf(firsts);
  const named = nameImages(paths, hashes);
  const mapTails = new Float32Array(distinct.length * MAP_TAIL_LEVELS);
  for (const [i, image] of distinct.entries()) mapTails.set(tails[image], i * MAP_TAIL_LEVELS);
  return {
    images: distinct.map((image) => named[image]),
    copies: copiesAmong(named, firsts),
    imageScores: Float32Array.from(distinct, (image) => scores[image]),
    zoneScores: joinScores(distinct.flatMap((image) => zones[image] ?? [])),
    mapTails,
    peaks: joinPeaks(distinct.map((image) => peaks[image])),
  };
}
