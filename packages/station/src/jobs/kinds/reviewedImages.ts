import { z } from 'zod';
import type { JobPaths, JobStart } from './JobKind.ts';

/** Most reviewed images that a job judges: the newest. */
const MAX_REVIEWED = 500;

/** An image that a person has judged, as a job keeps it. */
export const reviewedImageSchema = z.object({
  inspectionId: z.int(),
  sha256: z.string(),
  // Jobs of earlier versions have none.
  name: z.string().default(''),
  label: z.enum(['good', 'defective']),
});

type ReviewedImage = z.output<typeof reviewedImageSchema>;

/** An image that a person has judged, as a process reads it. */
export interface LabeledImage extends ReviewedImage {
  readonly path: string;
}

/** Images that a person has judged, each once, by its newest judgement. */
export async function reviewedImages({ product, tables }: JobStart): Promise<ReviewedImage[]> {
  const filter = { productId: product.id, review: 'any' } as const;
  const reviewed = await tables.inspections.list(filter, MAX_REVIEWED);
  const byImage = new Map<string, ReviewedImage>();
  for (const { id, sha256, name, review, verdict } of reviewed) {
    if (byImage.has(sha256)) continue;
    const good = review === 'falseReject' || (review === 'confirmed' && verdict === 'nominal');
    const label = good ? 'good' : 'defective';
    byImage.set(sha256, { inspectionId: id, sha256, name, label });
  }
  return [...byImage.values()];
}

/** The same images with the paths of their files. */
export function labeledImages(reviewed: readonly ReviewedImage[], paths: JobPaths): LabeledImage[] {
  return reviewed.map((image) => ({ ...image, path: paths.image(image.sha256) }));
}
