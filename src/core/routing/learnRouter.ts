import { fitTail, rejectThreshold } from '../calibration/index.ts';
import { columnMeans, type Matrix } from '../tensor/index.ts';
import { nearestSquared, type RoutedProduct, type RouterModel, scaleRows } from './RouterModel.ts';

/** Smallest number of good images of a product: each is compared with the others, which must vary. */
export const MIN_ROUTED_IMAGES = 3;
/** A column that hardly varies counts as if it varied by this share of the mean deviation. */
const LEAST_SHARE = 0.1;
/** Number of stretches of the images in their order; each is compared with the others. */
const STRETCHES = 3;
/** Share of the way to the nearest other product within which an image counts to this one (decision 075). */
const OWN_SHARE = 0.5;

/**
 * Learns to tell products apart by coarse descriptors of good images.
 *
 * An image shows no known product if it is farther from the nearest good image than good images of that
 * product are from those of another time (the conformal threshold of their distances) and, if there are
 * other products, farther than half the way to the nearest of them: a defect moves an image, but not half
 * the way to another product. Both conditions together reject no more good images than the first alone.
 *
 * Images of a production line come in bursts of near copies, and compared with these an image of tomorrow
 * looks strange. So each image is compared with the images of the two other thirds in their order, as
 * tomorrow's images are with today's (decision 088). For exchangeable images this errs on the safe side:
 * fewer of them are farther away.
 *
 * @param products for each product the descriptors of its good images, n×D, in the order in which they
 *   were taken, n ≥ {@link MIN_ROUTED_IMAGES}.
 * @param unknownRate largest share of good images that may be taken for an unknown product, in (0, 1).
 */
export function learnRouter(products: readonly Matrix[], unknownRate: number): RouterModel {
  if (products.length === 0) throw new RangeError('a router needs at least one product');
  for (const { rows } of products) {
    if (rows < MIN_ROUTED_IMAGES) {
      throw new RangeError(`a product needs at least ${MIN_ROUTED_IMAGES} images, got ${rows}`);
    }
  }
  const scale = withinProductScale(products);
  const scaled = products.map((descriptors) => scaleRows(descriptors, scale));
  return {
    scale,
    products: scaled.map((descriptors, index) =>
      learnProduct(descriptors, index, scaled, unknownRate),
    ),
  };
}

function learnProduct(
  descriptors: Matrix,
  index: number,
  all: readonly Matrix[],
  unknownRate: number,
): RoutedProduct {
  const { rows, columns, data } = descriptors;
  const distances = new Float32Array(rows);
  const stretchOf = (row: number) => Math.floor((row * STRETCHES) / rows);
  const others = Array.from({ length: STRETCHES }, (_, stretch) =>
    descriptors.gather([...Array(rows).keys()].filter((row) => stretchOf(row) !== stretch)),
  );
  let gap = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    distances[row] = Math.sqrt(nearestSquared(data, at, others[stretchOf(row)]));
    for (const [other, rowsOfOther] of all.entries()) {
      if (other !== index) gap = Math.min(gap, nearestSquared(data, at, rowsOfOther));
    }
  }
  const ascending = distances.slice().sort();
  // Extrapolated where images are few: unknown products lie far beyond, so this gives nothing away.
  const conformal = rejectThreshold(ascending, unknownRate, fitTail(ascending)).threshold;
  const halfway = all.length === 1 ? 0 : OWN_SHARE * Math.sqrt(gap);
  return { descriptors, distances, threshold: Math.max(conformal, halfway) };
}

/** The inverse deviation of each column within products, so that all columns have equal weight. */
function withinProductScale(products: readonly Matrix[]): Float32Array {
  const [{ columns }] = products;
  const squares = new Float64Array(columns);
  let freedom = 0;
  for (const product of products) {
    const { rows, columns: own, data } = product;
    if (own !== columns) throw new RangeError(`expected ${columns} columns, got ${own}`);
    const means = columnMeans(product);
    for (let i = 0; i < data.length; i++) {
      squares[i % columns] += (data[i] - means[i % columns]) ** 2;
    }
    freedom += rows - 1;
  }
  const deviations = squares.map((square) => Math.sqrt(square / freedom));
  const mean = deviations.reduce((sum, value) => sum + value, 0) / columns;
  const least = LEAST_SHARE * mean;
  return Float32Array.from(deviations, (value) => 1 / (Math.max(value, least) || 1));
}
