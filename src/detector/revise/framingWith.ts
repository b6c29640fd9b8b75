import { decodeLimitsOf } from '../../config/index.ts';
import { type ImageSource, joinSeen, learnSeen } from '../../image/index.ts';
import type { Framing } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { ImageSources } from '../images/Images.ts';
import type { Detector } from '../inspect/Detector.ts';

/**
 * A model's framing once more good images are known, which are no longer warned of. A stream can be read only
 * once: it changes nothing.
 *
 * @throws NominalError of an image that cannot be read, or `CANCELLED`.
 */
export async function framingWith(
  { model, pipeline }: Pick<Detector, 'model' | 'pipeline'>,
  sources: ImageSources,
  { signal }: JobOptions,
): Promise<Framing> {
  const { framing, config } = model;
  if (!Array.isArray(sources) || sources.length === 0) return framing;
  const images = sources as readonly ImageSource[];
  const shown = { ...config, depthRange: framing.depthRange };
  const added = await learnSeen(images, shown, decodeLimitsOf(pipeline.runtime), signal);
  return { ...framing, seen: joinSeen(framing.seen, added) };
}
