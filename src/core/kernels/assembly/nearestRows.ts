// Kernels of the neighbor search (see src/core/neighbors/NeighborSearch.ts). All pointers are byte
// offsets into the imported memory, 16-byte aligned; rows are contiguous. Nothing is allocated.

import { roughDistance } from './roughDistance';
import { squaredDistance } from './squaredDistance';

// The values that are the same for all blocks of one search, set once to keep the calls short.
let bank: usize = 0;
let bankNear: usize = 0;
let bankFar: usize = 0;
let bankNorms: usize = 0;
let nearNorms: usize = 0;
let numbers: usize = 0;
let groupRows: u32 = 0;
let groups: u32 = 0;
let sliceGroups: u32 = 0;
let sliceScales: usize = 0;
let groupBounds: usize = 0;
let nearProducts: usize = 0;
let columns: u32 = 0;
let nearColumns: u32 = 0;
let farColumns: u32 = 0;
let fineStep: f64 = 0;
let neighbors: u32 = 0;
let gamma: f64 = 0;
let fineGamma: f64 = 0;
let largestNorm: f64 = 0;

/**
 * Sets the values that are the same for all blocks of one search.
 *
 * @param bankNear_ near columns of the bank's fine rows by position, interleaved, see `fineRows`; the far
 *   columns, which few rows need, lie elsewhere.
 * @param bankNorms_ squared norms by position.
 * @param nearNorms_ the same as float32; infinite for rows that are left out and for those that only fill
 *   the last group.
 * @param numbers_ bank row by position.
 * @param sliceGroups_ number of groups in each slice of the minima; the last may have fewer.
 * @param sliceScales_ per slice four float64: the value of one unit of its coarse rows, the largest norm of
 *   what rounding changed in one, their offset, and the largest norm of a row.
 * @param groupBounds_ room for a float64 and a row per row of a group.
 * @param nearProducts_ room for four int32.
 * @param fineStep_ value of one unit of the bank's fine rows.
 * @param gamma_ error of the projections, as a share of (‖q‖ + largestNorm)².
 * @param fineGamma_ the same with the rounding of the fine rows.
 */
export function setSearch(
  bank_: usize,
  bankNear_: usize,
  bankFar_: usize,
  bankNorms_: usize,
  nearNorms_: usize,
  numbers_: usize,
  groupRows_: u32,
  groups_: u32,
  sliceGroups_: u32,
  sliceScales_: usize,
  groupBounds_: usize,
  nearProducts_: usize,
  columns_: u32,
  nearColumns_: u32,
  farColumns_: u32,
  fineStep_: f64,
  neighbors_: u32,
  gamma_: f64,
  fineGamma_: f64,
  largestNorm_: f64,
): void {
  bank = bank_;
  bankNear = bankNear_;
  bankFar = bankFar_;
  bankNorms = bankNorms_;
  nearNorms = nearNorms_;
  numbers = numbers_;
  groupRows = groupRows_;
  groups = groups_;
  sliceGroups = sliceGroups_;
  sliceScales = sliceScales_;
  groupBounds = groupBounds_;
  nearProducts = nearProducts_;
  columns = columns_;
  nearColumns = nearColumns_;
  farColumns = farColumns_;
  fineStep = fineStep_;
  neighbors = neighbors_;
  gamma = gamma_;
  fineGamma = fineGamma_;
  largestNorm = largestNorm_;
  bounded = 0;
}

/** Rows of the bank whose own bounds were computed since {@link setSearch}. */
let bounded: f64 = 0;

export function boundedRows(): f64 {
  return bounded;
}

// The query at hand.
let query: usize = 0;
let queryNear: usize = 0;
let queryFar: usize = 0;
/** Distance of two units of a product of fine rows. */
let fineUnit: f64 = 0;
let fineSlack: f64 = 0;
let squared: usize = 0;
let indices: usize = 0;

// The coarse row of the query at hand: its unit, what rounding changed, its squared norm, and the norm of
// the query itself.
let coarseUnit: f64 = 0;
let coarseError: f64 = 0;
let coarseSquared: f64 = 0;
let queryNorm: f64 = 0;

/**
 * Goes through the minima of the coarse bounds of all groups for `queryCount` queries, and finishes the
 * rows that neither the coarse bound of their group nor their own fine bounds rule out. The neighbors of
 * the query before are tried first: most often they are near.
 *
 * @param minima slices × queryCount × sliceGroups, int32, see `coarseQueries`.
 * @param scales those of `coarseQueries`.
 * @param steps value of one unit of each query's fine row.
 * @param squared_ running lists of squared distances, queryCount × neighbors, ascending.
 * @param indices_ the bank rows of these distances.
 * @returns the number of distances that were computed in full.
 */
export function searchGroups(
  minima: usize,
  scales: usize,
  queryCount: u32,
  queries: usize,
  queriesNear: usize,
  queriesFar: usize,
  steps: usize,
  queryNorms: usize,
  squared_: usize,
  indices_: usize,
): u32 {
  let finished: u32 = 0;
  query = queries;
  queryNear = queriesNear;
  queryFar = queriesFar;
  squared = squared_;
  indices = indices_;
  for (let i: u32 = 0; i < queryCount; i++) {
    const norm = load<f64>(queryNorms);
    queryNorm = sqrt(norm);
    coarseUnit = load<f64>(scales);
    coarseError = load<f64>(scales, 8);
    coarseSquared = load<f64>(scales, 16);
    const reach = queryNorm + largestNorm;
    fineUnit = 2 * load<f64>(steps) * fineStep;
    fineSlack = fineGamma * reach * reach - norm;
    if (i > 0) finished += tryNeighborsBefore();
    const likely = firstLeast(minima, queryCount, i);
    if (likelyBound <= coarseLimit(likely / sliceGroups)) finished += searchGroup(likely);
    let slice = minima;
    for (let first: u32 = 0; first < groups; first += sliceGroups) {
      const number = first / sliceGroups;
      let limit = coarseLimit(number);
      const size = min<u32>(sliceGroups, groups - first);
      const at = slice + ((<usize>i * <usize>sliceGroups) << 2);
      let limits = i32x4.splat(limit);
      const whole = size & ~3;
      for (let group: u32 = 0; group < whole; group += 4) {
        let hits = i32x4.bitmask(i32x4.le_s(v128.load(at + ((<usize>group) << 2)), limits));
        while (hits !== 0) {
          const lane = ctz<u32>(hits);
          hits &= hits - 1;
          const candidate = group + lane;
          if (first + candidate === likely) continue;
          if (load<i32>(at + ((<usize>candidate) << 2)) > limit) continue;
          const before = worst();
          finished += searchGroup(first + candidate);
          if (worst() === before) continue;
          limit = coarseLimit(number);
          limits = i32x4.splat(limit);
        }
      }
      for (let group = whole; group < size; group++) {
        if (first + group === likely || load<i32>(at + ((<usize>group) << 2)) > limit) continue;
        finished += searchGroup(first + group);
        limit = coarseLimit(number);
      }
      slice += (<usize>queryCount * <usize>sliceGroups) << 2;
    }
    scales += 24;
    steps += 8;
    queryNorms += 8;
    query += (<usize>columns) << 2;
    queryNear += (<usize>nearColumns) << 1;
    queryFar += (<usize>farColumns) << 1;
    squared += (<usize>neighbors) << 3;
    indices += (<usize>neighbors) << 2;
  }
  return finished;
}

/**
 * The largest coarse bound in a slice that a row may have which is no farther than the list's last: by the
 * triangle inequality, rounding changes the distance of two coarse rows by no more than it changed both.
 * Beyond distances, [p, r] of float32 projections may exceed the norms of the rows by a share of gamma.
 */
function coarseLimit(slice: u32): i32 {
  const scale = sliceScales + ((<usize>slice) << 5);
  const norm = load<f64>(scale, 24);
  const slack = (queryNorm + norm) * (queryNorm + norm) + queryNorm * queryNorm + norm * norm;
  const distance = sqrt(worst() + gamma * slack) + coarseError + load<f64>(scale, 8);
  const bound = (distance * distance - coarseSquared) / 2 - load<f64>(scale, 16);
  const units = bound / (coarseUnit * load<f64>(scale)) + 1;
  return <i32>max<f64>(-1e9, min<f64>(1e9, units));
}

let likelyBound: i32 = 0;

/** The group with the least bound, which `likelyBound` then holds in the units of its slice. */
function firstLeast(minima: usize, queryCount: u32, i: u32): u32 {
  let leastBound = Infinity;
  let likely: u32 = 0;
  let scale = sliceScales;
  for (let first: u32 = 0; first < groups; first += sliceGroups) {
    const size = min<u32>(sliceGroups, groups - first);
    const at = minima + ((<usize>i * <usize>sliceGroups) << 2);
    const least = minimum(at, size);
    const bound = <f64>least * coarseUnit * load<f64>(scale) + load<f64>(scale, 16);
    if (bound < leastBound) {
      leastBound = bound;
      likelyBound = least;
      likely = first + firstOf(least, at, size);
    }
    minima += (<usize>queryCount * <usize>sliceGroups) << 2;
    scale += 32;
  }
  return likely;
}

function minimum(values: usize, count: u32): i32 {
  let least = i32x4.splat(i32.MAX_VALUE);
  const whole = count & ~3;
  for (let i: u32 = 0; i < whole; i += 4) {
    least = i32x4.min_s(least, v128.load(values + ((<usize>i) << 2)));
  }
  let value = min<i32>(
    min<i32>(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1)),
    min<i32>(i32x4.extract_lane(least, 2), i32x4.extract_lane(least, 3)),
  );
  for (let i = whole; i < count; i++)
    value = min<i32>(value, load<i32>(values + ((<usize>i) << 2)));
  return value;
}

function firstOf(value: i32, values: usize, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++)
    if (load<i32>(values + ((<usize>i) << 2)) === value) return i;
  return 0;
}

/** Offers the query the neighbors of the query before it. @returns their number. */
function tryNeighborsBefore(): u32 {
  const before = indices - ((<usize>neighbors) << 2);
  for (let i: u32 = 0; i < neighbors; i++) finish(load<u32>(before + ((<usize>i) << 2)));
  return neighbors;
}

/** Computes the fine bounds of the rows of one group and finishes the remaining rows, most likely first. */
function searchGroup(group: u32): u32 {
  bounded += <f64>groupRows;
  const start = group * groupRows;
  const limit = worst() + fineSlack;
  let likely: u32 = 0;
  let least = Infinity;
  let count: u32 = 0;
  for (let first = start; first < start + groupRows; first += 4) {
    let hits = nearBounds(first, limit);
    while (hits !== 0) {
      const lane = ctz<u32>(hits);
      hits &= hits - 1;
      const position = first + lane;
      const bound = farBound(position, load<i32>(nearProducts + ((<usize>lane) << 2)));
      if (bound > limit) continue;
      if (bound < least) {
        least = bound;
        likely = count;
      }
      const at = groupBounds + ((<usize>count) << 4);
      store<f64>(at, bound);
      store<u32>(at, load<u32>(numbers + ((<usize>position) << 2)), 8);
      count++;
    }
  }
  if (count === 0) return 0;
  finish(load<u32>(groupBounds + ((<usize>likely) << 4), 8));
  let finished: u32 = 1;
  for (let i: u32 = 0; i < count; i++) {
    const at = groupBounds + ((<usize>i) << 4);
    if (i === likely || load<f64>(at) > worst() + fineSlack) continue;
    finish(load<u32>(at, 8));
    finished++;
  }
  return finished;
}

/**
 * Bounds four rows of the bank over the near axes, and leaves their products with the query in
 * `nearProducts`.
 *
 * @returns a bit for each row that is not ruled out.
 */
function nearBounds(position: u32, limit: f64): i32 {
  let q = queryNear;
  let at = bankNear + ((<usize>position * <usize>nearColumns) << 1);
  const end = q + ((<usize>nearColumns) << 1);
  let sum = i32x4.splat(0);
  let sum2 = i32x4.splat(0);
  while (q < end) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load32_splat(q), v128.load(at)));
    sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(v128.load32_splat(q, 4), v128.load(at, 16)));
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load32_splat(q, 8), v128.load(at, 32)));
    sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(v128.load32_splat(q, 12), v128.load(at, 48)));
    q += 16;
    at += 64;
  }
  sum = i32x4.add(sum, sum2);
  v128.store(nearProducts, sum);
  const norms = v128.load(nearNorms + ((<usize>position) << 2));
  const products = f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.splat(<f32>fineUnit));
  const bounds = f32x4.sub(norms, products);
  return i32x4.bitmask(f32x4.lt(bounds, f32x4.splat(<f32>limit)));
}

/**
 * ‖b‖² − 2(p_q·p_b + r_q·r_b) over all axes: the lower bound less ‖q‖², but for rounding.
 *
 * @param near the product over the near axes.
 */
function farBound(position: u32, near: i32): f64 {
  const far = dot(queryFar, bankFar + ((<usize>position * <usize>farColumns) << 1), farColumns);
  return load<f64>(bankNorms + ((<usize>position) << 3)) - fineUnit * <f64>(near + far);
}

/** Dot product of int16; `columns` is a multiple of 8. */
function dot(a: usize, b: usize, columns: u32): i32 {
  let sum = i32x4.splat(0);
  const end = a + ((<usize>columns) << 1);
  while (a < end) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    (i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3))
  );
}

function worst(): f64 {
  return load<f64>(squared + ((<usize>neighbors - 1) << 3));
}

/** Offers one bank row to the query's list: nearest first, equal distances by the lower row, none twice. */
function finish(row: u32): void {
  const bankRow = bank + ((<usize>row * <usize>columns) << 2);
  if (roughDistance(query, bankRow, columns) > worst()) return;
  const distance = squaredDistance(query, bankRow, columns);
  let at = neighbors;
  while (at > 0 && precedes(distance, row, at - 1)) at--;
  if (at === neighbors) return;
  if (
    at > 0 &&
    load<u32>(indices + ((<usize>(at - 1)) << 2)) === row &&
    held(at - 1) === distance
  ) {
    return;
  }
  for (let i = neighbors - 1; i > at; i--) {
    store<f64>(squared + ((<usize>i) << 3), held(i - 1));
    store<u32>(indices + ((<usize>i) << 2), load<u32>(indices + ((<usize>(i - 1)) << 2)));
  }
  store<f64>(squared + ((<usize>at) << 3), distance);
  store<u32>(indices + ((<usize>at) << 2), row);
}

function precedes(distance: f64, row: u32, at: u32): bool {
  const other = held(at);
  return distance < other || (distance === other && row < load<u32>(indices + ((<usize>at) << 2)));
}

function held(at: u32): f64 {
  return load<f64>(squared + ((<usize>at) << 3));
}
