// Kernels of the neighbor search (see src/core/neighbors/NeighborSearch.ts). All pointers are byte
// offsets into the imported memory, 16-byte aligned; rows are contiguous. Nothing is allocated.

import { argmin } from './minimum';
import { roughDistance } from './roughDistance';
import { roundUp } from './roundUp';
import { squaredDistance } from './squaredDistance';

/** Centers rows: out = rows − mean; norms = squared L2 norms of out (float64). */
export function centerRows(
  rows: usize,
  count: u32,
  columns: u32,
  mean: usize,
  out: usize,
  norms: usize,
): void {
  const whole = columns & ~3;
  for (let row: u32 = 0; row < count; row++) {
    let at = mean;
    let sum = f64x2.splat(0);
    for (let k: u32 = 0; k < whole; k += 4) {
      const x = f32x4.sub(v128.load(rows), v128.load(at));
      v128.store(out, x);
      const low = f64x2.promote_low_f32x4(x);
      const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 0));
      sum = f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
      rows += 16;
      at += 16;
      out += 16;
    }
    let squared = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    for (let k = whole; k < columns; k++) {
      const x = load<f32>(rows) - load<f32>(at);
      store<f32>(out, x);
      squared += <f64>x * <f64>x;
      rows += 4;
      at += 4;
      out += 4;
    }
    store<f64>(norms, squared);
    norms += 8;
  }
}

/**
 * Reduces projections on the principal axes to the rows that bound distances from below:
 * fine = [p, r, 0 …] over all axes, coarse = [factor·p, factor·r, last] over the leading ones, with r
 * the norm of the part that the axes leave out. `lost` adds to r what float32 may have lost in p.
 *
 * @param last per row, added as the last coarse column: `lastScale` · norm + `lastShift`.
 */
export function reduceRows(
  projected: usize,
  count: u32,
  axes: u32,
  norms: usize,
  lost: f64,
  fine: usize,
  fineColumns: u32,
  coarse: usize,
  coarseAxes: u32,
  factor: f32,
  lastScale: f64,
  lastShift: f64,
): void {
  for (let row: u32 = 0; row < count; row++) {
    const norm = load<f64>(norms);
    let leading: f64 = 0;
    for (let k: u32 = 0; k < axes; k++) {
      const p = load<f32>(projected + (k << 2));
      store<f32>(fine + (k << 2), p);
      leading += <f64>p * <f64>p;
      if (k < coarseAxes) store<f32>(coarse + (k << 2), factor * p);
      if (k + 1 === coarseAxes) {
        const rest = sqrt(max<f64>(0, norm - leading + lost * norm));
        store<f32>(coarse + (coarseAxes << 2), factor * <f32>rest);
      }
    }
    store<f32>(coarse + ((coarseAxes + 1) << 2), <f32>(lastScale * norm + lastShift));
    store<f32>(fine + (axes << 2), <f32>sqrt(max<f64>(0, norm - leading + lost * norm)));
    for (let k = axes + 1; k < fineColumns; k++) store<f32>(fine + (k << 2), 0);
    projected += (<usize>axes) << 2;
    fine += (<usize>fineColumns) << 2;
    coarse += (<usize>(coarseAxes + 2)) << 2;
    norms += 8;
  }
}

// The values that are the same for all blocks of one search, set once to keep the calls short.
let bank: usize = 0;
let bankFine: usize = 0;
let bankNorms: usize = 0;
let numbers: usize = 0;
let rows: u32 = 0;
let groupRows: u32 = 0;
let groupBounds: usize = 0;
let columns: u32 = 0;
let fineColumns: u32 = 0;
let neighbors: u32 = 0;
let gamma: f64 = 0;
let largestNorm: f64 = 0;

/**
 * Sets the values that are the same for all blocks of one search.
 *
 * @param bankFine_ fine rows of the bank by position: the rows of a group lie side by side.
 * @param bankNorms_ squared norms by position; infinite for rows that are left out.
 * @param numbers_ bank row by position.
 * @param groupBounds_ room for one float64 per row of a group.
 */
export function setSearch(
  bank_: usize,
  bankFine_: usize,
  bankNorms_: usize,
  numbers_: usize,
  rows_: u32,
  groupRows_: u32,
  groupBounds_: usize,
  columns_: u32,
  fineColumns_: u32,
  neighbors_: u32,
  gamma_: f64,
  largestNorm_: f64,
): void {
  bank = bank_;
  bankFine = bankFine_;
  bankNorms = bankNorms_;
  numbers = numbers_;
  rows = rows_;
  groupRows = groupRows_;
  groupBounds = groupBounds_;
  columns = columns_;
  fineColumns = fineColumns_;
  neighbors = neighbors_;
  gamma = gamma_;
  largestNorm = largestNorm_;
}

/**
 * Goes through the minima of the coarse bounds of all groups for `queryCount` queries, and finishes the
 * rows that neither the coarse bound of their group nor their own fine bound rules out.
 *
 * @param minima coarse lower bounds less the query's squared norm, queryCount × groups.
 * @param squared running lists of squared distances, queryCount × neighbors, ascending.
 * @param indices the bank rows of these distances.
 * @returns the number of distances that were computed in full.
 */
export function searchGroups(
  minima: usize,
  queryCount: u32,
  groups: u32,
  queries: usize,
  queriesFine: usize,
  queryNorms: usize,
  squared: usize,
  indices: usize,
): u32 {
  let finished: u32 = 0;
  for (let query: u32 = 0; query < queryCount; query++) {
    const norm = load<f64>(queryNorms);
    const reach = sqrt(norm) + largestNorm;
    const slack = gamma * reach * reach - norm;
    const likely = argmin(minima, groups);
    finished += searchGroup(likely, slack, queries, queriesFine, squared, indices);
    let limits = f32x4.splat(roundUp(worst(squared) + slack));
    const whole = groups & ~3;
    for (let group: u32 = 0; group < whole; group += 4) {
      let hits = i32x4.bitmask(f32x4.le(v128.load(minima + ((<usize>group) << 2)), limits));
      while (hits !== 0) {
        const candidate = group + ctz<u32>(hits);
        hits &= hits - 1;
        if (candidate === likely) continue;
        finished += searchGroup(candidate, slack, queries, queriesFine, squared, indices);
        limits = f32x4.splat(roundUp(worst(squared) + slack));
      }
    }
    for (let group = whole; group < groups; group++) {
      const bound = <f64>load<f32>(minima + ((<usize>group) << 2));
      if (group === likely || bound > worst(squared) + slack) continue;
      finished += searchGroup(group, slack, queries, queriesFine, squared, indices);
    }
    minima += (<usize>groups) << 2;
    queries += (<usize>columns) << 2;
    queriesFine += (<usize>fineColumns) << 2;
    queryNorms += 8;
    squared += (<usize>neighbors) << 3;
    indices += (<usize>neighbors) << 2;
  }
  return finished;
}

/** Computes the fine bounds of the rows of one group and finishes the remaining rows, most likely first. */
function searchGroup(
  group: u32,
  slack: f64,
  query: usize,
  queryFine: usize,
  squared: usize,
  indices: usize,
): u32 {
  const first = group * groupRows;
  const count = min<u32>(groupRows, rows - first);
  let likely: u32 = 0;
  let least = Infinity;
  for (let i: u32 = 0; i < count; i++) {
    const bound = fineBound(queryFine, first + i);
    store<f64>(groupBounds + ((<usize>i) << 3), bound);
    if (bound < least) {
      least = bound;
      likely = i;
    }
  }
  // All rows of the group are left out.
  if (least === Infinity) return 0;
  if (least > worst(squared) + slack) return 0;
  finish(query, first + likely, squared, indices);
  let finished: u32 = 1;
  for (let i: u32 = 0; i < count; i++) {
    const bound = load<f64>(groupBounds + ((<usize>i) << 3));
    if (i === likely || bound === Infinity || bound > worst(squared) + slack) continue;
    finish(query, first + i, squared, indices);
    finished++;
  }
  return finished;
}

/** ‖b‖² − 2(p_q·p_b + r_q·r_b) over all axes: the lower bound less ‖q‖². */
function fineBound(queryFine: usize, position: u32): f64 {
  let at = bankFine + ((<usize>position * <usize>fineColumns) << 2);
  const end = queryFine + ((<usize>fineColumns) << 2);
  let sum = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  while (queryFine < end) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(queryFine), v128.load(at)));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load(queryFine, 16), v128.load(at, 16)));
    queryFine += 32;
    at += 32;
  }
  sum = f32x4.add(sum, sum2);
  const dot =
    <f64>f32x4.extract_lane(sum, 0) +
    <f64>f32x4.extract_lane(sum, 1) +
    <f64>f32x4.extract_lane(sum, 2) +
    <f64>f32x4.extract_lane(sum, 3);
  return load<f64>(bankNorms + ((<usize>position) << 3)) - 2 * dot;
}

function worst(squared: usize): f64 {
  return load<f64>(squared + ((<usize>neighbors - 1) << 3));
}

/** Offers one bank row to a query's list: nearest first, equal distances by the lower row. */
function finish(query: usize, position: u32, squared: usize, indices: usize): void {
  const row = load<u32>(numbers + ((<usize>position) << 2));
  const bankRow = bank + ((<usize>row * <usize>columns) << 2);
  if (roughDistance(query, bankRow, columns) > worst(squared)) return;
  const distance = squaredDistance(query, bankRow, columns);
  let at = neighbors - 1;
  if (!precedes(distance, row, squared, indices, at)) return;
  for (; at > 0 && precedes(distance, row, squared, indices, at - 1); at--) {
    store<f64>(squared + ((<usize>at) << 3), load<f64>(squared + ((<usize>(at - 1)) << 3)));
    store<u32>(indices + ((<usize>at) << 2), load<u32>(indices + ((<usize>(at - 1)) << 2)));
  }
  store<f64>(squared + ((<usize>at) << 3), distance);
  store<u32>(indices + ((<usize>at) << 2), row);
}

function precedes(distance: f64, row: u32, squared: usize, indices: usize, at: u32): bool {
  const held = load<f64>(squared + ((<usize>at) << 3));
  return distance < held || (distance === held && row < load<u32>(indices + ((<usize>at) << 2)));
}
