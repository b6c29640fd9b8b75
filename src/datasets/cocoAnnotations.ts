import { z } from 'zod';
import { NominalError } from '../errors/index.ts';
import type { MaskShape } from './MaskSource.ts';

const size = z.tuple([z.int().positive(), z.int().positive()]);
const segmentationSchema = z.union([
  z.array(z.array(z.number())),
  z.object({ size, counts: z.union([z.array(z.int().min(0)), z.string()]) }),
]);
const annotationSchema = z.object({
  image_id: z.int(),
  category_id: z.int(),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  segmentation: segmentationSchema.optional(),
});

/** What is read of a COCO file. */
export const cocoSchema = z.object({
  images: z.array(z.object({ id: z.int(), file_name: z.string().min(1) })),
  annotations: z.array(annotationSchema),
  categories: z.array(z.object({ id: z.int(), name: z.string() })),
});

/**
 * What one annotation marks: its polygons or run lengths, else its box.
 *
 * @throws NominalError DATASET_LAYOUT if it has none of these.
 */
export function shapesOfAnnotation(
  { segmentation, bbox, image_id }: z.output<typeof annotationSchema>,
  list: string,
): MaskShape[] {
  if (segmentation !== undefined && !Array.isArray(segmentation)) {
    const [height, width] = segmentation.size;
    const { counts } = segmentation;
    const runs = typeof counts === 'string' ? decodeCounts(counts) : counts;
    return [{ kind: 'runs', height, width, counts: runs }];
  }
  if (segmentation !== undefined && segmentation.length > 0) {
    const odd = segmentation.find((flat) => flat.length < 6 || flat.length % 2 === 1);
    if (odd !== undefined) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `${list} has an annotation of image ${image_id} with a polygon that is none`,
        expected: 'x and y of three points or more',
        received: `${odd.length} numbers`,
        details: { path: list, image: image_id },
      });
    }
    return segmentation.map((flat) => ({
      kind: 'polygon',
      points: Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]),
    }));
  }
  if (bbox !== undefined) {
    const [x, y, width, height] = bbox;
    return [{ kind: 'box', x, y, width, height }];
  }
  throw new NominalError('DATASET_LAYOUT', {
    what: `${list} has an annotation of image ${image_id} that marks nothing`,
    expected: 'a segmentation or a bbox',
    details: { path: list, image: image_id },
  });
}

/**
 * Run lengths from COCO's compressed text: five bits a character from 48 on, lowest first, bit 5
 * saying that more follow and the last bit the sign; from the third run on, the difference to the
 * run two before.
 */
function decodeCounts(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let bits = 0;
    let more = true;
    while (more) {
      const code = text.charCodeAt(at++) - 48;
      value |= (code & 31) << bits;
      bits += 5;
      more = (code & 32) !== 0;
      if (!more && (code & 16) !== 0) value |= -1 << bits;
    }
    counts.push(counts.length > 2 ? value + counts[counts.length - 2] : value);
  }
  return counts;
}
