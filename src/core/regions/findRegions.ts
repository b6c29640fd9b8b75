import type { GridRows } from '../tensor/index.ts';
import { joinNeighbors, type PixelRuns, runsAbove } from './PixelRuns.ts';
import type { Point } from './simplifyPolygon.ts';
import { traceContours } from './traceContours.ts';

/** A connected part of an anomaly map, above a threshold or its highest place; lengths in pixels of the map. */
export interface Region {
  /** Left edge of the bounding box, 0 = leftmost column. */
  readonly x: number;
  /** Upper edge of the bounding box, 0 = top row. */
  readonly y: number;
  /** Width of the bounding box, at least 1. */
  readonly width: number;
  /** Height of the bounding box, at least 1. */
  readonly height: number;
  /** Number of pixels of the region itself, not of its box. */
  readonly area: number;
  /** The largest score in the region. */
  readonly maxScore: number;
  /** The mean score of its pixels. */
  readonly meanScore: number;
  /**
   * Outer boundaries, simplified to a pixel: one polygon for each piece, clockwise, corners as x, y on the
   * edges of pixels.
   */
  readonly contours: readonly (readonly Point[])[];
  /**
   * Whether it is the highest place of a rejected image and stays below the pixel threshold: the image
   * is anomalous as a whole, but no pixel is by itself.
   */
  readonly belowPixelThreshold: boolean;
}

/** What counts as a region. */
export interface RegionOptions {
  /** A region consists of all connected pixels above this value, if one of them exceeds the threshold; by default the threshold. */
  readonly low?: number;
  /** Regions of fewer pixels are dropped; 1 by default. */
  readonly minArea?: number;
  /** Regions at most this many pixels apart, along the axis on which they are farther apart, are merged; 0 by default. */
  readonly mergeDistance?: number;
}

/** Largest distance of a dropped corner from the simplified contour. */
const TOLERANCE_PX = 1;

/**
 * Finds the 8-connected regions of pixels whose values are greater than the threshold, highest `maxScore`
 * first, equal ones by their first pixels in row-major order. The map is read row by row, twice; memory
 * is needed only for the runs of pixels that lie in a region.
 *
 * @param map score per pixel, higher = more anomalous.
 * @param threshold any number except NaN.
 * @throws RangeError if the threshold is NaN or below `low`, or another option is not whole and in range.
 */
export function findRegions(
  map: GridRows,
  threshold: number,
  options: RegionOptions = {},
): Region[] {
  const { low = threshold, minArea = 1, mergeDistance = 0 } = options;
  if (!(low <= threshold)) throw new RangeError(`low ${low} and threshold ${threshold} do not fit`);
  if (!Number.isInteger(minArea) || minArea < 1) {
    throw new RangeError(`minArea must be whole and positive, got ${minArea}`);
  }
  if (!Number.isInteger(mergeDistance) || mergeDistance < 0) {
    throw new RangeError(`mergeDistance must be whole and not negative, got ${mergeDistance}`);
  }
  const runs = seededRuns(map, threshold, low);
  const labels = joinNeighbors(runs, Math.max(1, mergeDistance));
  return measure(map, runs, labels, mergeDistance)
    .filter(({ area }) => area >= minArea)
    .sort((a, b) => b.maxScore - a.maxScore || a.order - b.order)
    .map(({ left, top, right, bottom, area, maxScore, sum, own }) => {
      const box = { x: left, y: top, width: right - left, height: bottom - top + 1 };
      const contours = traceContours(runs.select(own), TOLERANCE_PX);
      const meanScore = sum / area;
      return { ...box, area, maxScore, meanScore, contours, belowPixelThreshold: false };
    });
}

/** The runs of pixels above `low` that are connected to a pixel above the threshold. */
function seededRuns(map: GridRows, threshold: number, low: number): PixelRuns {
  const { runs, seeds } = runsAbove(map, low, threshold);
  if (low === threshold) return runs;
  const labels = joinNeighbors(runs, 1);
  const seeded = new Set<number>();
  for (const [run, seed] of seeds.entries()) if (seed) seeded.add(labels[run]);
  const kept: number[] = [];
  for (const [run, label] of labels.entries()) if (seeded.has(label)) kept.push(run);
  return runs.select(kept);
}

interface Measured {
  left: number;
  readonly top: number;
  /** Column after the last. */
  right: number;
  bottom: number;
  area: number;
  sum: number;
  maxScore: number;
  /** Order among regions of equal score. */
  order: number;
  readonly own: number[];
}

function measure(
  map: GridRows,
  runs: PixelRuns,
  labels: Int32Array,
  mergeDistance: number,
): Measured[] {
  const regions = new Map<number, Measured>();
  // Regions that may be merged extend this far up and to the left.
  const reach = Math.max(0, Math.floor((mergeDistance - 1) / 2));
  for (let y = 0; y < map.height; y++) {
    const [first, end] = runs.within(y);
    if (first === end) continue;
    const row = map.row(y);
    for (let run = first; run < end; run++) {
      const [left, right] = [runs.starts[run], runs.ends[run]];
      const region = regions.get(labels[run]) ?? emptyRegion(left, y);
      regions.set(labels[run], region);
      region.left = Math.min(region.left, left);
      region.right = Math.max(region.right, right);
      region.bottom = y;
      region.area += right - left;
      for (let x = left; x < right; x++) {
        region.sum += row[x];
        region.maxScore = Math.max(region.maxScore, row[x]);
      }
      const order = Math.max(0, y - reach) * map.width + Math.max(0, left - reach);
      region.order = Math.min(region.order, order);
      region.own.push(run);
    }
  }
  return [...regions.values()];
}

function emptyRegion(left: number, top: number): Measured {
  return {
    ...{ left, top, right: left, bottom: top, area: 0, sum: 0 },
    maxScore: Number.NEGATIVE_INFINITY,
    order: Number.POSITIVE_INFINITY,
    own: [],
  };
}
