import type { Grid } from '../tensor/index.ts';
import { connectedComponents } from './connectedComponents.ts';
import { dilate } from './dilate.ts';
import type { Point } from './simplifyPolygon.ts';
import { traceContours } from './traceContours.ts';

/** One stretch of an anomaly map above a threshold; lengths in pixels of the map. */
export interface Region {
  /** Left edge of the bounding box, 0 = leftmost column. */
  readonly x: number;
  /** Upper edge of the bounding box, 0 = top row. */
  readonly y: number;
  /** Width of the bounding box, at least 1. */
  readonly width: number;
  /** Height of the bounding box, at least 1. */
  readonly height: number;
  /** Pixels of the region itself, not of its box. */
  readonly area: number;
  /** The largest score in the region. */
  readonly maxScore: number;
  /** The mean score of its pixels. */
  readonly meanScore: number;
  /**
   * Outer boundaries, simplified to a pixel: one polygon for each piece, corners as x, y along the edges
   * of pixels, clockwise.
   */
  readonly contours: readonly (readonly Point[])[];
}

/** What counts as a region. */
export interface RegionOptions {
  /** A region extends to all connected pixels above this, if one of them exceeds the threshold; by default the threshold. */
  readonly low?: number;
  /** Regions of fewer pixels are left out, 1 unless told. */
  readonly minArea?: number;
  /** Regions no farther apart than so many pixels, along the axis on which they are farther, are one; 0 unless told. */
  readonly mergeDistance?: number;
}

/** A left-out corner of a contour lies at most so far from it. */
const TOLERANCE_PX = 1;

/**
 * The 8-connected regions of pixels whose value is greater than the threshold, highest `maxScore`
 * first, equal ones by first pixel in row-major order. Linear in the pixels, about 13 bytes each.
 *
 * @param map score per pixel, higher = more anomalous.
 * @param threshold any number but NaN.
 * @throws RangeError if the threshold is NaN or below `low`, or another option is not whole and in range.
 */
export function findRegions(map: Grid, threshold: number, options: RegionOptions = {}): Region[] {
  const { low = threshold, minArea = 1, mergeDistance = 0 } = options;
  if (!(low <= threshold)) throw new RangeError(`low ${low} and threshold ${threshold} do not fit`);
  if (!Number.isInteger(minArea) || minArea < 1) {
    throw new RangeError(`minArea must be whole and positive, got ${minArea}`);
  }
  if (!Number.isInteger(mergeDistance) || mergeDistance < 0) {
    throw new RangeError(`mergeDistance must be whole and not negative, got ${mergeDistance}`);
  }
  const seeded = seededPixels(map, threshold, low);
  const { labels, count } = mergedComponents(seeded, map, mergeDistance);
  return measure(map, labels, count)
    .filter(({ area }) => area >= minArea)
    .sort((a, b) => b.maxScore - a.maxScore)
    .map(({ label, left, top, right, bottom, area, maxScore, sum }) => {
      const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
      const contours = traceContours({ labels, stride: map.width, label, ...box }, TOLERANCE_PX);
      return { ...box, area, maxScore, meanScore: sum / area, contours };
    });
}

/** The pixels above `low` that are connected to one above the threshold. */
function seededPixels({ height, width, data }: Grid, threshold: number, low: number): Uint8Array {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < mask.length; i++) mask[i] = data[i] > low ? 1 : 0;
  if (low === threshold) return mask;
  const { labels, count } = connectedComponents(mask, height, width, 8);
  const seeds = new Uint8Array(count + 1);
  for (let i = 0; i < labels.length; i++) if (data[i] > threshold) seeds[labels[i]] = 1;
  for (let i = 0; i < labels.length; i++) mask[i] = seeds[labels[i]];
  return mask;
}

/** Labels pixels of one component alike, and those of components that lie near one another. */
function mergedComponents(mask: Uint8Array, { height, width }: Grid, distance: number) {
  if (distance <= 1) return connectedComponents(mask, height, width, 8);
  const before = Math.floor((distance - 1) / 2);
  const grown = dilate(mask, height, width, before, distance - 1 - before);
  const { labels, count } = connectedComponents(grown, height, width, 8);
  for (let i = 0; i < labels.length; i++) if (mask[i] === 0) labels[i] = 0;
  return { labels, count };
}

function measure({ width, data }: Grid, labels: Int32Array, count: number) {
  const regions = Array.from({ length: count }, (_, i) => ({
    label: i + 1,
    left: width,
    right: 0,
    top: Number.POSITIVE_INFINITY,
    bottom: 0,
    area: 0,
    sum: 0,
    maxScore: Number.NEGATIVE_INFINITY,
  }));
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    const region = regions[labels[i] - 1];
    const x = i % width;
    const y = (i - x) / width;
    region.left = Math.min(region.left, x);
    region.right = Math.max(region.right, x);
    region.top = Math.min(region.top, y);
    region.bottom = Math.max(region.bottom, y);
    region.area++;
    region.sum += data[i];
    region.maxScore = Math.max(region.maxScore, data[i]);
  }
  return regions;
}
