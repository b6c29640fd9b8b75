import { z } from 'zod';
import type { JobPaths, JobStart } from './JobKind.ts';

/** Most reviewed images that a job judges: the newest. */
const MAX_REVIEWED = 500;

/** An image that a person has judged, as a job keeps it. */
export const reviewedImageSchema = z.object({
  inspectionId: z.int(),
  sha256: z.string(),
  label: z.enum(['good', 'defective']),
});

type ReviewedImage = z.output<typeof reviewedImageSchema>;

/** An image that a person has judged, as a process reads it. */
export interface LabeledImage {
  readonly inspectionId: number;
  readonly path: string;
  readonly label: 'good' | 'defective';
}

/** Images that a person has judged, each once, by its newest judgement. */
export async function reviewedImages({ product, tables }: JobStart): Promise<ReviewedImage[]> {
  const filter = { productId: product.id, review: 'any' } as const;
  const reviewed = await tables.inspections.list(filter, MAX_REVIEWED);
  const byImage = new Map<string, ReviewedImage>();
  for (const { id, sha256, review, verdict } of reviewed) {
    if (byImage.has(sha256)) continue;
    const good = review === 'falseReject' || (review === 'confirmed' && verdict === 'nominal');
    byImage.set(sha256, { inspectionId: id, sha256, label: good ? 'good' : 'defective' });
  }
  return [...byImage.values()];
}

/** The same images with the paths of their files. */
export function labeledImages(reviewed: readonly ReviewedImage[], paths: JobPaths): LabeledImage[] {
  return reviewed.map(({ inspectionId, sha256, label }) => ({
    inspectionId,
    label,
    path: paths.image(sha256),
  }));
}
