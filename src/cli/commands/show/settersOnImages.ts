import {
  Detector,
  jobOf,
  setterOverlay,
  type ThresholdSetters,
  thresholdSetters,
} from '../../../detector/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { assertWritableFolder, relativeNames, writeFileAtomic } from '../../../files/index.ts';
import { encodePng } from '../../../image/index.ts';
import { scoresOfGenerated } from '../../../tune/index.ts';
import type { CommandContext } from '../../context.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { outputsOf, refuseOverwriting, uniqueNames } from '../../output/outputFiles.ts';

/** How much of some generated defects the threshold finds, with the good images that set it and without them. */
export interface FoundOfGenerated {
  /** Number of generated defects. */
  readonly defects: number;
  /** Share of them above the threshold. */
  readonly found: number;
  /** The same without each of the setters, in their order; null if there is no threshold then. */
  readonly foundWithout: readonly (number | null)[];
  readonly foundWithoutAll: number | null;
}

export interface SettersFlags extends Record<string, unknown> {
  readonly setters?: readonly string[];
  readonly overlays?: string;
  readonly json?: boolean;
}

/**
 * Marks the places that set the threshold on the images, and measures what they cost: the share of
 * generated defects that is found with and without them.
 *
 * @throws NominalError `INPUT_NOT_FOUND` if an image that sets the threshold is not among those given.
 */
export async function settersOnImages(
  path: string,
  patterns: readonly string[],
  flags: SettersFlags,
  context: CommandContext,
): Promise<FoundOfGenerated> {
  const { images } = await takeImages(patterns, context);
  const { overlays } = flags;
  const runtime = runtimeOf(flags);
  if (overlays !== undefined) {
    refuseOverwriting(images, images, { overlays, mapFormat: 'npy' });
    await assertWritableFolder(overlays);
  }
  const detector = await Detector.load(path, { runtime });
  const view = context.progress({ quiet: flags.json === true });
  try {
    const setters = thresholdSetters(detector.model);
    const paths = pathsOf(setters, images);
    if (overlays !== undefined) await drawSetters(setters, paths, images, overlays, detector);
    const others = images.filter((image) => !paths.includes(image));
    const job = { signal: context.signal, onProgress: view.onProgress };
    const scores = await scoresOfGenerated(
      detector,
      others.length === 0 ? images : others,
      jobOf(job),
    );
    const shareAbove = (threshold: number | null) =>
      threshold === null
        ? null
        : scores.filter((score) => score > threshold).length / scores.length;
    return {
      defects: scores.length,
      found: shareAbove(detector.threshold) ?? 0,
      foundWithout: setters.images.map(({ thresholdWithout }) => shareAbove(thresholdWithout)),
      foundWithoutAll: shareAbove(setters.thresholdWithoutAll),
    };
  } finally {
    view.stop();
    await detector.close();
  }
}

/** The files of the setters among the images. */
function pathsOf({ images: setters }: ThresholdSetters, images: readonly string[]): string[] {
  const pathOf = new Map(relativeNames(images).map((name, i) => [name, images[i]]));
  return setters.map(({ name }) => {
    const found = pathOf.get(name);
    if (found !== undefined) return found;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${name}, which sets the threshold, is not among the images`,
      expected: 'the images that the model was fitted from',
      received: `${images.length} images without it`,
      remedy: 'Name the same folder as in the fit',
    });
  });
}

async function drawSetters(
  { images: setters }: ThresholdSetters,
  paths: readonly string[],
  images: readonly string[],
  overlays: string,
  { model, pipeline }: Detector,
): Promise<void> {
  const nameOf = uniqueNames(images);
  for (const [i, { place }] of setters.entries()) {
    const { overlay } = outputsOf(nameOf(paths[i]), { overlays, mapFormat: 'npy' });
    if (place === null || overlay === undefined) continue;
    const marked = await setterOverlay(paths[i], place, model, pipeline.runtime);
    await writeFileAtomic(overlay, await encodePng(marked));
  }
}
