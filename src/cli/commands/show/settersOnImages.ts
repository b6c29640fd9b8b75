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
import { foundOfGenerated, type FoundOfGenerated } from '../../../tune/index.ts';
import type { CommandContext } from '../../context.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { outputsOf, refuseOverwriting, uniqueNames } from '../../output/outputFiles.ts';
import type { ShowFlags } from './show.ts';

/**
 * Marks the places that set the threshold on the images, and measures what they cost: the share of
 * generated defects that is found with and without them.
 *
 * @throws NominalError `INPUT_NOT_FOUND` if an image that sets the threshold is not among those given.
 */
export async function settersOnImages(
  path: string,
  patterns: readonly string[],
  flags: ShowFlags,
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
    const from = others.length === 0 ? images : others;
    return await foundOfGenerated(detector, setters, from, jobOf(job));
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
