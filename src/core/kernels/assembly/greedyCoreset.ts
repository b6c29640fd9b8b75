// Kernels of the greedy selection (see src/core/coreset/greedyCoreset.ts). All pointers are byte
// offsets into the imported memory; rows are contiguous. Nothing is allocated.

import { roundUp } from './roundUp';
import { squaredDistance } from './squaredDistance';

/**
 * Lowers each row's bound to its distance to the nearest of some centers.
 *
 * @param products rows · centersᵀ, count × centerCount float32, which only rule pairs out: by
 *   ‖x − c‖² = ‖x‖² + ‖c‖² − 2x·c, wrong by no more than gamma · (‖x‖ + largestNorm)².
 * @param bounds squared distances, float64, lowered in place.
 */
export function measureRows(
  products: usize,
  rows: usize,
  count: u32,
  columns: u32,
  norms: usize,
  bounds: usize,
  centers: usize,
  centerNorms: usize,
  centerCount: u32,
  gamma: f64,
  largestNorm: f64,
): void {
  const rowBytes = (<usize>columns) << 2;
  const whole = centerCount & ~3;
  const two = f32x4.splat(2);
  for (let i: u32 = 0; i < count; i++) {
    const norm = load<f64>(norms);
    const reach = sqrt(norm) + largestNorm;
    const slack = gamma * reach * reach - norm;
    let bound = load<f64>(bounds);
    let limit = f32x4.splat(roundUp(bound + slack));
    let j: u32 = 0;
    for (; j < whole; j += 4) {
      const at = (<usize>j) << 2;
      const estimate = f32x4.sub(
        v128.load(centerNorms + at),
        f32x4.mul(two, v128.load(products + at)),
      );
      let hits = i32x4.bitmask(f32x4.le(estimate, limit));
      while (hits !== 0) {
        const center = j + ctz<u32>(hits);
        hits &= hits - 1;
        const distance = squaredDistance(rows, centers + <usize>center * rowBytes, columns);
        if (distance < bound) {
          bound = distance;
          limit = f32x4.splat(roundUp(bound + slack));
        }
      }
    }
    for (; j < centerCount; j++) {
      const distance = squaredDistance(rows, centers + <usize>j * rowBytes, columns);
      if (distance < bound) bound = distance;
    }
    store<f64>(bounds, bound);
    products += (<usize>centerCount) << 2;
    rows += rowBytes;
    norms += 8;
    bounds += 8;
  }
}

/** The farthest remaining squared distance, once {@link selectRows} has found it. */
let farthest: f64 = 0;

export function farthestDistance(): f64 {
  return farthest;
}

/**
 * Selects the farthest of some rows, measures the others against it, and repeats, for as long as the
 * farthest exceeds the bound of the first row outside (equal bounds: the lower row number first).
 *
 * @param active positions of the rows whose bounds are up to date, `activeCount` × uint32; reordered.
 * @param numbers row numbers by position; `seen` centers by position, kept up to date.
 * @param outsideBound bound of the first row outside, −1 if there is none.
 * @param selected centers so far; `wanted` centers in all.
 * @param picks positions picked, in order.
 * @returns how many were picked, negative and less one if the selection has ended.
 */
export function selectRows(
  active: usize,
  activeCount: u32,
  numbers: usize,
  rows: usize,
  columns: u32,
  norms: usize,
  bounds: usize,
  seen: usize,
  outsideBound: f64,
  outsideRow: u32,
  centers: usize,
  centerNorms: usize,
  selected: u32,
  wanted: u32,
  picks: usize,
): i32 {
  const rowBytes = (<usize>columns) << 2;
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
    store<f32>(
      centerNorms + ((<usize>selected) << 2),
      <f32>load<f64>(norms + ((<usize>best) << 3)),
    );
    store<u32>(picks + ((<usize>picked) << 2), best);
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
  // Not reached; the compiler asks for it.
  return picked;
}

function precedes(bound: f64, row: u32, otherBound: f64, otherRow: u32): bool {
  return bound > otherBound || (bound === otherBound && row < otherRow);
}
