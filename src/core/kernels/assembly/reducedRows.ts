// Kernels that prepare rows for the neighbor search (see src/core/neighbors/ReducedRows.ts). All
// pointers are byte offsets into the imported memory, 16-byte aligned; rows are contiguous. Nothing
// is allocated.

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
 * Rounds projections on the principal axes to int16, for fine bounds: near = [p, r, 0 …] over the near axes,
 * far = [p, ±r, r', 0 …] over the others, where r is the norm of what the near axes leave out and r' that of
 * what all axes leave out. A product over both has r' in place of r, because the sign of r differs between
 * queries and bank.
 *
 * @param lost adds to r and r' what float32 may have lost in p, as a share of the squared norm.
 * @param farColumns 0 if there are no axes but the near ones.
 * @param step value of one unit; 0 for one per row, its norm divided by `reach`.
 * @param steps the step of each row, float64; not written if `step` is given.
 * @param isBank tells a bank from queries. The near columns of a bank are interleaved: of each four rows,
 *   the first pair of columns, then the second pair, and so on; so four rows are bounded at once.
 * @param first position of the first row in `near` and `far`.
 */
export function fineRows(
  projected: usize,
  count: u32,
  axes: u32,
  norms: usize,
  lost: f64,
  nearAxes: u32,
  nearColumns: u32,
  farColumns: u32,
  reach: f64,
  step: f64,
  steps: usize,
  isBank: bool,
  first: u32,
  near: usize,
  far: usize,
): void {
  const pairBytes: usize = isBank ? 16 : 4;
  far += (<usize>first * <usize>farColumns) << 1;
  memory.fill(far, 0, (<usize>count * <usize>farColumns) << 1);
  for (let i: u32 = 0; i < count; i++) {
    const row = first + i;
    const nearRow = isBank
      ? near + ((<usize>(row >> 2) * <usize>nearColumns) << 3) + (((<usize>row) & 3) << 2)
      : near + ((<usize>row * <usize>nearColumns) << 1);
    const norm = load<f64>(norms);
    let unit = step;
    if (step === 0) {
      unit = norm > 0 ? sqrt(norm) / reach : 1;
      store<f64>(steps, unit);
      steps += 8;
    }
    let leading: f64 = 0;
    for (let k: u32 = 0; k < nearAxes; k++) {
      const p = <f64>load<f32>(projected + ((<usize>k) << 2));
      storeNear(nearRow, pairBytes, k, <i16>nearest(p / unit));
      leading += p * p;
    }
    const rest = <i32>ceil(sqrt(max<f64>(0, norm - leading + lost * norm)) / unit);
    storeNear(nearRow, pairBytes, nearAxes, <i16>rest);
    for (let k = nearAxes + 1; k < nearColumns; k++) storeNear(nearRow, pairBytes, k, 0);
    if (farColumns > 0) {
      let at = far;
      for (let k = nearAxes; k < axes; k++) {
        const p = <f64>load<f32>(projected + ((<usize>k) << 2));
        store<i16>(at, <i16>nearest(p / unit));
        leading += p * p;
        at += 2;
      }
      store<i16>(at, <i16>(isBank ? rest : -rest));
      store<i16>(at, <i16>ceil(sqrt(max<f64>(0, norm - leading + lost * norm)) / unit), 2);
    }
    projected += (<usize>axes) << 2;
    norms += 8;
    far += (<usize>farColumns) << 1;
  }
}

function storeNear(row: usize, pairBytes: usize, column: u32, value: i16): void {
  store<i16>(row + <usize>(column >> 1) * pairBytes + (((<usize>column) & 1) << 1), value);
}

/** Largest size of a coordinate of the row that {@link spread} wrote last. */
let spreadLargest: f64 = 0;

/**
 * Spreads a row [p, r], the leading coordinates and the norm of the rest, evenly over `width` columns, so
 * that 8 bits hold them all: a Walsh–Hadamard transform, which changes no distance of two rows.
 *
 * @param width a power of two > `axes`.
 * @param out `width` float64.
 */
function spread(projected: usize, axes: u32, norm: f64, lost: f64, width: u32, out: usize): void {
  let leading: f64 = 0;
  for (let k: u32 = 0; k < axes; k++) {
    const p = <f64>load<f32>(projected + ((<usize>k) << 2));
    leading += p * p;
    store<f64>(out + ((<usize>k) << 3), p);
  }
  const rest = max<f64>(0, norm - leading + lost * norm);
  store<f64>(out + ((<usize>axes) << 3), sqrt(rest));
  for (let k = axes + 1; k < width; k++) store<f64>(out + ((<usize>k) << 3), 0);
  for (let half: u32 = 1; half < width; half <<= 1) {
    for (let start: u32 = 0; start < width; start += half << 1) {
      let a = out + ((<usize>start) << 3);
      let b = a + ((<usize>half) << 3);
      if (half === 1) {
        const x = load<f64>(a);
        const y = load<f64>(b);
        store<f64>(a, x + y);
        store<f64>(b, x - y);
        continue;
      }
      for (let k: u32 = 0; k < half; k += 2) {
        const x = v128.load(a);
        const y = v128.load(b);
        v128.store(a, f64x2.add(x, y));
        v128.store(b, f64x2.sub(x, y));
        a += 16;
        b += 16;
      }
    }
  }
  const scale = 1 / sqrt(<f64>width);
  spreadLargest = 0;
  for (let k: u32 = 0; k < width; k++) {
    const at = out + ((<usize>k) << 3);
    const x = load<f64>(at) * scale;
    store<f64>(at, x);
    spreadLargest = max<f64>(spreadLargest, abs(x));
  }
}

/**
 * The largest value of each coarse row.
 *
 * @param spreads `width` float64.
 * @param reaches `count` float64.
 */
export function coarseReaches(
  projected: usize,
  count: u32,
  axes: u32,
  norms: usize,
  lost: f64,
  coarseAxes: u32,
  width: u32,
  spreads: usize,
  reaches: usize,
): void {
  for (let row: u32 = 0; row < count; row++) {
    spread(projected, coarseAxes, load<f64>(norms), lost, width, spreads);
    store<f64>(reaches, spreadLargest);
    projected += (<usize>axes) << 2;
    norms += 8;
    reaches += 8;
  }
}

/**
 * Rounds one bank row to int8 within ±63, for coarse bounds, as a column of `out`: [x, four digits of half
 * the squared norm of x, less `offset`]. Three digits count in `digit`, the last in `digit` / 63; what they
 * cannot hold is left out.
 *
 * @param step value of one unit.
 * @param offset at most half the squared norm of x.
 * @param stride bytes from one value of the column to the next.
 * @returns the norm of what rounding changed.
 */
export function coarseBank(
  projected: usize,
  norm: f64,
  lost: f64,
  coarseAxes: u32,
  width: u32,
  spreads: usize,
  step: f64,
  digit: f64,
  offset: f64,
  out: usize,
  stride: u32,
): f64 {
  spread(projected, coarseAxes, norm, lost, width, spreads);
  let squaredError: f64 = 0;
  let squaredNorm: f64 = 0;
  for (let k: u32 = 0; k < width; k++) {
    const x = load<f64>(spreads + ((<usize>k) << 3));
    const code = nearest(x / step);
    const rounded = code * step;
    squaredError += (x - rounded) * (x - rounded);
    squaredNorm += rounded * rounded;
    store<i8>(out, <i8>code);
    out += stride;
  }
  let left = max<f64>(0, squaredNorm / 2 - offset);
  for (let i = 0; i < 3; i++) {
    const code = min<f64>(63, floor(left / digit));
    left -= code * digit;
    store<i8>(out, <i8>code);
    out += stride;
  }
  store<i8>(out, <i8>min<f64>(63, max<f64>(0, floor((left * 63) / digit))));
  return sqrt(squaredError);
}

/**
 * Rounds queries to 8 bits about 128, so that the product of a query x with a bank row y of
 * {@link coarseBank} is (‖x − y‖² − ‖x‖²)/2 less the offset of y, in units of both steps, or less than that.
 *
 * @param step least value of one unit. A digit of the bank is 127 of it.
 * @param columns bytes from one query to the next.
 * @param scales per query three float64: the value of one unit, the norm of what rounding changed, ‖x‖².
 */
export function coarseQueries(
  projected: usize,
  count: u32,
  axes: u32,
  norms: usize,
  lost: f64,
  coarseAxes: u32,
  width: u32,
  spreads: usize,
  step: f64,
  out: usize,
  columns: u32,
  scales: usize,
): void {
  for (let row: u32 = 0; row < count; row++) {
    spread(projected, coarseAxes, load<f64>(norms), lost, width, spreads);
    const least = max<f64>(step, spreadLargest / 127);
    // A whole number of units makes a digit, as far as there is one.
    const digit = floor((127 * step) / least);
    const own = digit > 0 ? (127 * step) / digit : least;
    let squaredError: f64 = 0;
    let squaredNorm: f64 = 0;
    memory.fill(out, 128, columns);
    for (let k: u32 = 0; k < width; k++) {
      const x = load<f64>(spreads + ((<usize>k) << 3));
      const code = nearest(x / own);
      const rounded = code * own;
      squaredError += (x - rounded) * (x - rounded);
      squaredNorm += rounded * rounded;
      store<u8>(out + k, <u8>(128 - <i32>code));
    }
    const at = out + width;
    store<u8>(at, <u8>(128 + digit));
    store<u8>(at, <u8>(128 + digit), 1);
    store<u8>(at, <u8>(128 + digit), 2);
    store<u8>(at, <u8>(128 + floor(digit / 63)), 3);
    store<f64>(scales, own);
    store<f64>(scales, sqrt(squaredError), 8);
    store<f64>(scales, squaredNorm, 16);
    projected += (<usize>axes) << 2;
    norms += 8;
    out += columns;
    scales += 24;
  }
}
