import { MAP_TAIL_LEVELS, mapTail } from '../core/calibration/index.ts';
import type { ImageSources } from './Images.ts';
import { nameImages } from './nameImages.ts';
import type { Calibration } from '../model/index.ts';
import type { JobOptions } from '../progress.ts';
import { joinScores } from './calibrate.ts';
import type { Detector } from './Detector.ts';
import { extractAll } from './extractAll.ts';

/** What a calibration keeps of images. */
export type ExaminedImages = Omit<Calibration, 'method'>;

/** What scores images. */
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
  const scores: number[] = [];
  const tails: Float32Array[] = [];
  const zones: Float32Array[] = [];
  for await (const extracted of extractAll(sources, examiner.pipeline, signal)) {
    const judged = await examiner.examine(extracted.parts);
    const { imageScore, zoneScores, map, inspectedPixels } = judged;
    paths.push(extracted.path);
    hashes.push(extracted.sha256);
    scores.push(imageScore);
    tails.push(mapTail(map, inspectedPixels));
    if (zoneScores !== null) zones.push(zoneScores);
    const totalImages = known ?? scores.length;
    onProgress?.({ phase: 'calibrate', doneImages: scores.length, totalImages });
  }
  const mapTails = new Float32Array(tails.length * MAP_TAIL_LEVELS);
  for (const [i, tail] of tails.entries()) mapTails.set(tail, i * MAP_TAIL_LEVELS);
  return {
    images: nameImages(paths, hashes),
    imageScores: Float32Array.from(scores),
    zoneScores: joinScores(zones),
    mapTails,
  };
}
