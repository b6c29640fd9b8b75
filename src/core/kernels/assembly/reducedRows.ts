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

/** Norm of what the coarse axes leave out of the row that {@link spread} wrote last. */
let spreadRest: f64 = 0;
/** Largest size of a coordinate of that row. */
let spreadLargest: f64 = 0;

/**
 * Spreads the variance of the leading coordinates evenly over `width` columns, so that 8 bits hold them
 * all: a Walsh–Hadamard transform, which changes no product of two rows.
 *
 * @param width a power of two ≥ `axes`.
 * @param out `width` float64.
 */
function spread(projected: usize, axes: u32, norm: f64, lost: f64, width: u32, out: usize): void {
  let leading: f64 = 0;
  for (let k: u32 = 0; k < width; k++) {
    const p = k < axes ? <f64>load<f32>(projected + ((<usize>k) << 2)) : 0;
    leading += p * p;
    store<f64>(out + ((<usize>k) << 3), p);
  }
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
  spreadRest = sqrt(max<f64>(0, norm - leading + lost * norm));
}

/** The largest value that the coarse rows of these projections hold. @param spreads `width` float64. */
export function coarseReach(
  projected: usize,
  count: u32,
  axes: u32,
  norms: usize,
  lost: f64,
  coarseAxes: u32,
  width: u32,
  spreads: usize,
): f64 {
  let reach: f64 = 0;
  for (let row: u32 = 0; row < count; row++) {
    spread(projected, coarseAxes, load<f64>(norms), lost, width, spreads);
    reach = max<f64>(reach, max<f64>(spreadLargest, spreadRest));
    projected += (<usize>axes) << 2;
    norms += 8;
  }
  return reach;
}

/** Largest error, as an L2 norm, that rounding left in a row that {@link coarseBank} wrote. */
let largestError: f64 = 0;

export function coarseError(): f64 {
  return largestError;
}

/**
 * Rounds one bank row to int8 within ±63, for coarse bounds, as a column of `out`:
 * [x, r, five digits of half the squared norm].
 *
 * @param step value of one unit.
 * @param normStep value of one unit of half the squared norm.
 * @param stride bytes from one value of the column to the next.
 */
export function coarseBank(
  projected: usize,
  norm: f64,
  lost: f64,
  coarseAxes: u32,
  width: u32,
  spreads: usize,
  step: f64,
  normStep: f64,
  out: usize,
  stride: u32,
): void {
  spread(projected, coarseAxes, norm, lost, width, spreads);
  let squaredError: f64 = 0;
  for (let k: u32 = 0; k < width; k++) {
    const x = load<f64>(spreads + ((<usize>k) << 3));
    const code = nearest(x / step);
    const error = x - code * step;
    squaredError += error * error;
    store<i8>(out, <i8>code);
    out += stride;
  }
  largestError = max<f64>(largestError, sqrt(squaredError));
  store<i8>(out, <i8>ceil(spreadRest / step));
  out += stride;
  let units = <i32>floor(norm / 2 / normStep);
  for (let digit = 0; digit < 4; digit++) {
    const code = min<i32>(63, units / 127);
    units -= 127 * code;
    store<i8>(out, <i8>code);
    out += stride;
  }
  store<i8>(out, <i8>min<i32>(63, units >> 1));
}

/**
 * Rounds queries to 8 bits about 128, so that the product of a query with a bank row of
 * {@link coarseBank} is a lower bound: ‖b‖²/2 − x·y − r·r' in units of `units`, less `errors`.
 *
 * @param step value of one unit of a query that is no longer than bank rows; others are scaled down.
 * @param bankStep value of one unit of the bank.
 * @param bankReach the largest norm of a bank row.
 * @param bankError the largest norm of what rounding took from one.
 * @param columns bytes from one query to the next.
 * @param units per query, the value of one unit of the product, float64.
 * @param errors per query, the most that rounding lowers a distance product by, float64.
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
  bankStep: f64,
  bankReach: f64,
  bankError: f64,
  out: usize,
  columns: u32,
  units: usize,
  errors: usize,
): void {
  const reach = 127 * step * (1 - 1e-9);
  for (let row: u32 = 0; row < count; row++) {
    spread(projected, coarseAxes, load<f64>(norms), lost, width, spreads);
    const largest = max<f64>(spreadLargest, spreadRest);
    const share = largest > reach ? reach / largest : 1;
    const own = step / share;
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
    store<u8>(at, <u8>(128 - <i32>ceil(spreadRest / own)));
    const digit = <u8>(128 + <i32>floor(127 * share));
    store<u8>(at, digit, 1);
    store<u8>(at, digit, 2);
    store<u8>(at, digit, 3);
    store<u8>(at, digit, 4);
    store<u8>(at, <u8>(128 + <i32>floor(2 * share)), 5);
    store<f64>(units, own * bankStep);
    store<f64>(errors, sqrt(squaredError) * bankReach + sqrt(squaredNorm) * bankError);
    projected += (<usize>axes) << 2;
    norms += 8;
    out += columns;
    units += 8;
    errors += 8;
  }
}
