import { type Thumbnail, thumbnailDistance } from './Thumbnail.ts';

/** Largest distance of an image of a group to the nearest other image of the group. */
const CLOSE = 1;
/** Any two images of a group are closer than this. */
const FAR = 2;
/** All other images are at least this many times as far from a group as its images are from their nearest ones in it. */
const ISOLATION = 2;
/** If fewer images would be left, the parts themselves may look alike, and no copies are reported. */
const LEAST_LEFT = 5;
/** If more pairs are close, no copies are reported either. */
const MAX_PAIRS = 4_000_000;

/**
 * Finds images that differ from an earlier one only by noise, a shift of about a pixel, or encoding:
 * frames of a burst. A group of such frames is close together and, by comparison, far from every other
 * image. Parts that merely look alike are not copies of each other: their distances are all similar.
 *
 * Compares all pairs, most of them by a few cells only: about a second for 5,000 images.
 *
 * @returns for each image the index of the first image that shows the same, which may be its own.
 */
export function findNearCopies(thumbnails: readonly Thumbnail[]): readonly number[] {
  const alone = [...thumbnails.keys()];
  const pairs = closePairs(thumbnails);
  if (pairs === null) return alone;
  const firsts = [...alone];
  const clusters = alone.map((image): Cluster => ({ images: [image], pairs: 0, step: 0 }));
  const take = (cluster: Cluster, gap: number) => {
    if (!isGroup(cluster, gap)) return;
    const first = cluster.images.reduce((a, b) => Math.min(a, b));
    for (const image of cluster.images) firsts[image] = first;
  };
  for (const { a, b, distance } of pairs) {
    const [into, from] = [clusters[a], clusters[b]];
    if (into === from) {
      into.pairs++;
      continue;
    }
    take(into, distance);
    take(from, distance);
    into.step = distance;
    into.pairs += from.pairs + 1;
    for (const image of from.images) {
      into.images.push(image);
      clusters[image] = into;
    }
  }
  for (const cluster of new Set(clusters)) take(cluster, FAR);
  return new Set(firsts).size < Math.min(LEAST_LEFT, thumbnails.length) ? alone : firsts;
}

/** Images that were joined in the order of growing distances. */
interface Cluster {
  readonly images: number[];
  /** Number of pairs of its images seen so far. */
  pairs: number;
  /** Distance at which the last of them was joined. */
  step: number;
}

/** Whether a cluster is a group of near copies. @param gap distance to the nearest image outside. */
function isGroup({ images, pairs, step }: Cluster, gap: number): boolean {
  const complete = pairs === (images.length * (images.length - 1)) / 2;
  return images.length > 1 && complete && step <= CLOSE && gap >= ISOLATION * step;
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/** Pairs of images that are not far from each other, closest first; null if there are too many. */
function closePairs(thumbnails: readonly Thumbnail[]): Pair[] | null {
  const pairs: Pair[] = [];
  for (let b = 1; b < thumbnails.length; b++) {
    for (let a = 0; a < b; a++) {
      const distance = thumbnailDistance(thumbnails[a], thumbnails[b], FAR);
      if (distance < FAR) pairs.push({ a, b, distance });
    }
    if (pairs.length > MAX_PAIRS) return null;
  }
  return pairs.sort((x, y) => x.distance - y.distance);
}
