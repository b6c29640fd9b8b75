import { z } from 'zod';
import { NominalError } from '../../errors/index.ts';
import type { MaskShape } from '../masks/MaskSource.ts';

const size = z.tuple([z.int().positive(), z.int().positive()]);
const segmentationSchema = z.union([
  z.array(z.array(z.number())),
  z.object({ size, counts: z.union([z.array(z.int().min(0)), z.string()]) }),
]);
/** An integer or, as some programs write it, text; 1 and "1" are the same id. */
const id = z.union([z.int(), z.string().min(1)]).transform(String);
/** Height or width of an image; a missing side and 0 both mean unknown. */
const side = z.int().min(0).nullish();
const annotationSchema = z.object({
  image_id: id,
  category_id: id.nullish(),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullish(),
  segmentation: segmentationSchema.nullish(),
});

/** The part of a COCO file that is read. */
export const cocoSchema = z.object({
  images: z.array(z.object({ id, file_name: z.string().min(1), height: side, width: side })),
  annotations: z.array(annotationSchema),
  categories: z.array(z.object({ id, name: z.string() })).nullish(),
});

/**
 * The shapes that one annotation marks: its polygons or run lengths, otherwise its box. Polygons of
 * fewer than three points, which programs write for lines and clicks, are ignored if there are others
 * or a box.
 *
 * @throws NominalError DATASET_LAYOUT if it has none of these.
 */
export function shapesOfAnnotation(
  { segmentation, bbox, image_id }: z.output<typeof annotationSchema>,
  list: string,
): MaskShape[] {
  if (segmentation && !Array.isArray(segmentation)) {
    const [height, width] = segmentation.size;
    const { counts } = segmentation;
    const runs = typeof counts === 'string' ? decodeCounts(counts) : counts;
    refuseOtherLength(runs ?? [], height, width, `${list} has run lengths of image ${image_id}`);
    return [{ kind: 'runs', height, width, counts: runs ?? [] }];
  }
  const flats = segmentation ?? [];
  const polygons = flats.filter((flat) => flat.length >= 6 && flat.length % 2 === 0);
  const odd = flats.find((flat) => flat.length % 2 === 1);
  if (
    odd !== undefined ||
    (flats.some(({ length }) => length > 0) && polygons.length === 0 && !bbox)
  ) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${list} has an annotation of image ${image_id} with an invalid polygon`,
      expected: 'x and y of three points or more, or a bbox',
      received: `${(odd ?? flats[0]).length} numbers`,
      details: { path: list, image: image_id },
    });
  }
  if (polygons.length > 0) {
    return polygons.map((flat) => ({
      kind: 'polygon',
      points: Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]),
    }));
  }
  if (bbox) {
    const [x, y, width, height] = bbox;
    return [{ kind: 'box', x, y, width, height }];
  }
  throw new NominalError('DATASET_LAYOUT', {
    what: `${list} has an annotation of image ${image_id} that marks nothing`,
    expected: 'a segmentation or a bbox',
    details: { path: list, image: image_id },
  });
}

/** Runs that end early or late are damaged or belong to another image. */
function refuseOtherLength(
  runs: readonly number[],
  height: number,
  width: number,
  what: string,
): void {
  const pixels = runs.reduce((sum, count) => sum + count, 0);
  if (pixels === height * width && runs.every((count) => count >= 0)) return;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${what} that do not fill it`,
    expected: `${height * width} pixels, as its size of ${height} x ${width} (height x width) says`,
    received: runs.length === 0 ? 'invalid text' : `${pixels} pixels`,
  });
}

/**
 * Run lengths from COCO's compressed text. Each character minus 48 holds five bits, lowest first; bit 5
 * states that more follow, and the last bit is the sign. From the third run on, a value is the
 * difference from the run two before. Null for invalid text.
 */
function decodeCounts(text: string): number[] | null {
  if (!/^[0-o]*$/.test(text)) return null;
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let bits = 0;
    let more = true;
    while (more) {
      if (at === text.length || bits > 30) return null;
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
