import { type Thumbnail, thumbnailDistance } from './Thumbnail.ts';

/** Every image of a group is so close to another one of it, or closer. */
const CLOSE = 1;
/** Any two images of a group are closer than that. */
const FAR = 2;
/** All other images are so many times as far from a group as its images are from the next one of it. */
const ISOLATION = 2;
/** Where fewer images would be left, the parts themselves may look alike: nothing can be told. */
const LEAST_LEFT = 5;
/** The same where so many pairs are close. */
const MAX_PAIRS = 4_000_000;

/**
 * Finds images that show the same as an earlier one but for noise, a shift of about a pixel, or
 * encoding: frames of a burst. A group of them is as close together as such frames are, and far from
 * every other image for that. So parts that look alike are no copies of each other: their distances
 * are all of one kind.
 *
 * Compares all pairs, most of them in a few of their cells: about a second for 5,000 images.
 *
 * @returns for each image the index of the first that shows the same, which may be its own.
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

/** Images that were joined by growing distances. */
interface Cluster {
  readonly images: number[];
  /** Pairs of its images that have been met. */
  pairs: number;
  /** Distance that joined the last of them. */
  step: number;
}

/** @param gap distance to the nearest image outside. */
function isGroup({ images, pairs, step }: Cluster, gap: number): boolean {
  const complete = pairs === (images.length * (images.length - 1)) / 2;
  return images.length > 1 && complete && step <= CLOSE && gap >= ISOLATION * step;
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/** Pairs that are not far from each other, the closest first; null for too many. */
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
