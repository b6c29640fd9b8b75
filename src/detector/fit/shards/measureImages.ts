import type { RuntimeConfig } from '../../../config/index.ts';
import type { JobOptions } from '../../../progress.ts';
import { extractAll } from '../../features/extractAll.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import { openPlanned, type ShardPlan } from './ShardPlan.ts';
import type { PlacedBank } from './ShardCrew.ts';

/**
 * Measures images of one shard that the bank has not seen.
 *
 * @throws NominalError of an image or a network that cannot be read, or `CANCELLED`.
 */
export async function measureImages(
  plan: ShardPlan,
  { rows, places }: PlacedBank,
  images: readonly string[],
  runtime: RuntimeConfig,
  { signal, onProgress }: JobOptions,
): Promise<readonly MeasuredImage[]> {
  const pipeline = await openPlanned(plan, runtime);
  try {
    const scorer = await Scorer.build(rows, plan.config, pipeline.products, { places });
    const measured: MeasuredImage[] = [];
    for await (const { parts } of extractAll(images, pipeline, signal)) {
      measured.push(await scorer.measure(parts));
      const doneImages = measured.length;
      onProgress?.({ phase: 'calibrate', doneImages, totalImages: images.length });
    }
    return measured;
  } finally {
    await pipeline.close();
  }
}
