// Kernels of the greedy selection (see src/core/coreset/greedyCoreset.ts). All pointers are byte
// offsets into the imported memory; rows are contiguous. Nothing is allocated.

import { firstOf, minimum } from './minimum';
import { roughDistance } from './roughDistance';
import { roundUp } from './roundUp';
import { squaredDistance } from './squaredDistance';

/**
 * Lowers each row's bound to its distance to the nearest of some centers.
 *
 * @param minima count × groups float32, which only rule groups of centers out: the minimum of
 *   ‖c‖² − 2x·c in a group, with an error of at most gamma · (‖x‖ + largestNorm)².
 * @param rowBytes bytes from one row or center to the next.
 * @param groupCenters number of centers in a group; the last group may have fewer.
 * @param bounds squared distances, float64, lowered in place.
 */
export function measureRows(
  minima: usize,
  rows: usize,
  rowBytes: u32,
  count: u32,
  columns: u32,
  norms: usize,
  bounds: usize,
  centers: usize,
  centerCount: u32,
  groupCenters: u32,
  gamma: f64,
  largestNorm: f64,
): void {
  const groups = (centerCount + groupCenters - 1) / groupCenters;
  for (let i: u32 = 0; i < count; i++) {
    const norm = load<f64>(norms);
    const reach = sqrt(norm) + largestNorm;
    const slack = gamma * reach * reach - norm;
    let bound = load<f64>(bounds);
    const least = minimum(minima, groups);
    if (least <= roundUp(bound + slack)) {
      // The nearest center is most likely in this group; few other groups remain after it.
      const likely = firstOf(least, minima, groups);
      for (let turn: u32 = 0; turn <= groups; turn++) {
        const group = turn === 0 ? likely : turn - 1;
        const isKnown = turn > 0 && group === likely;
        if (isKnown || load<f32>(minima + ((<usize>group) << 2)) > roundUp(bound + slack)) continue;
        const first = group * groupCenters;
        const size = min<u32>(groupCenters, centerCount - first);
        bound = nearer(rows, centers + <usize>first * rowBytes, size, rowBytes, columns, bound);
      }
      store<f64>(bounds, bound);
    }
    minima += (<usize>groups) << 2;
    rows += rowBytes;
    norms += 8;
    bounds += 8;
  }
}

/** The minimum of `bound` and the squared distances from a row to some centers. */
function nearer(
  row: usize,
  centers: usize,
  count: u32,
  rowBytes: u32,
  columns: u32,
  bound: f64,
): f64 {
  for (let i: u32 = 0; i < count; i++) {
    if (roughDistance(row, centers, columns) <= bound) {
      bound = min<f64>(bound, squaredDistance(row, centers, columns));
    }
    centers += rowBytes;
  }
  return bound;
}

/** The farthest remaining squared distance, once {@link selectRows} has found it. */
let farthest: f64 = 0;

export function farthestDistance(): f64 {
  return farthest;
}

/**
 * Selects the farthest of some rows, measures the others against it, and repeats as long as the
 * farthest exceeds the bound of the first row outside (equal bounds: the lower row number first).
 *
 * @param active positions of the rows whose bounds are up to date, `activeCount` × uint32; reordered.
 * @param factors the factors that products take for the centers; selected rows are added.
 * @param numbers row numbers by position.
 * @param seen by position, the number of centers that a row was measured against; kept up to date.
 * @param outsideBound bound of the first row outside; −1 if there is none.
 * @param selected number of centers so far.
 * @param wanted number of centers in all.
 * @param picks positions picked, in order.
 * @param pickedBounds the bounds at which they were picked, float64.
 * @returns the number of rows picked; once the selection has ended, −1 less that number.
 */
export function selectRows(
  active: usize,
  activeCount: u32,
  numbers: usize,
  rows: usize,
  rowBytes: u32,
  columns: u32,
  norms: usize,
  bounds: usize,
  seen: usize,
  outsideBound: f64,
  outsideRow: u32,
  centers: usize,
  factors: usize,
  largestNorm: f64,
  selected: u32,
  wanted: u32,
  picks: usize,
  pickedBounds: usize,
): i32 {
  let picked: i32 = 0;
  for (;;) {
    let best: u32 = 0;
    let bestBound: f64 = -1;
    let bestRow: u32 = 0;
    for (let i: u32 = 0; i < activeCount; i++) {
      const position = load<u32>(active + ((<usize>i) << 2));
      const bound = load<f64>(bounds + ((<usize>position) << 3));
      const row = load<u32>(numbers + ((<usize>position) << 2));
      if (bound > bestBound || (bound === bestBound && row < bestRow)) {
        best = position;
        bestBound = bound;
        bestRow = row;
      }
    }
    if (!precedes(bestBound, bestRow, outsideBound, outsideRow)) return picked;
    if ((selected > 0 && bestBound === 0) || selected === wanted) {
      farthest = bestBound;
      return -1 - picked;
    }
    const center = centers + <usize>selected * rowBytes;
    memory.copy(center, rows + <usize>best * rowBytes, rowBytes);
    const norm = load<f64>(norms + ((<usize>best) << 3));
    factor(center, columns, norm / largestNorm, factors + <usize>selected * rowBytes);
    store<u32>(picks + ((<usize>picked) << 2), best);
    store<f64>(pickedBounds + ((<usize>picked) << 3), bestBound);
    picked++;
    selected++;
    let kept: u32 = 0;
    for (let i: u32 = 0; i < activeCount; i++) {
      const position = load<u32>(active + ((<usize>i) << 2));
      const distance = squaredDistance(rows + <usize>position * rowBytes, center, columns);
      const at = bounds + ((<usize>position) << 3);
      const bound = min<f64>(load<f64>(at), distance);
      store<f64>(at, bound);
      store<u32>(seen + ((<usize>position) << 2), selected);
      if (
        precedes(bound, load<u32>(numbers + ((<usize>position) << 2)), outsideBound, outsideRow)
      ) {
        store<u32>(active + ((<usize>kept) << 2), position);
        kept++;
      }
    }
    activeCount = kept;
  }
  // Never reached; the compiler requires it.
  return picked;
}

/** [−2c, last], whose product with [x, largestNorm] is ‖c‖² − 2x·c. */
function factor(center: usize, columns: u32, last: f64, out: usize): void {
  for (let k: u32 = 0; k < columns; k++) {
    store<f32>(out + ((<usize>k) << 2), -2 * load<f32>(center + ((<usize>k) << 2)));
  }
  store<f32>(out + ((<usize>columns) << 2), <f32>last);
}

function precedes(bound: f64, row: u32, otherBound: f64, otherRow: u32): bool {
  return bound > otherBound || (bound === otherBound && row < otherRow);
}
