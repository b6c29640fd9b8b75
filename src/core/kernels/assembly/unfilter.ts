// Undoes the filters of PNG rows (see src/image/formats/unfilterPng.ts and chapter 9 of the PNG
// specification). A load or store may reach up to 15 bytes beyond a row. Nothing is allocated.

const NONE: u8 = 0;
const SUB: u8 = 1;
const UP: u8 = 2;
const AVERAGE: u8 = 3;
const PAETH: u8 = 4;

/**
 * @param source rows of one filter byte and `rowBytes` filtered bytes.
 * @param pixelBytes 1 to 4.
 * @param out rows × rowBytes; the row before it is the one above the first row, zeros if there is none.
 * @returns the number of rows before the first one whose filter is unknown.
 */
export function unfilterRows(
  source: usize,
  rows: u32,
  rowBytes: u32,
  pixelBytes: u32,
  out: usize,
): u32 {
  for (let y: u32 = 0; y < rows; y++) {
    const filter = load<u8>(source);
    const from = source + 1;
    if (filter == NONE) memory.copy(out, from, rowBytes);
    else if (filter == SUB) undoSub(from, rowBytes, pixelBytes, out);
    else if (filter == UP) undoUp(from, rowBytes, out);
    else if (filter == AVERAGE) undoAverage(from, rowBytes, pixelBytes, out);
    else if (filter == PAETH) undoPaeth(from, rowBytes, pixelBytes, out);
    else return y;
    source = from + rowBytes;
    out += rowBytes;
  }
  return rows;
}

// Pixels follow from one another, so each is one step, in the low lanes. It writes four bytes; those beyond
// the pixel are overwritten by the next pixel or row.

function undoSub(from: usize, rowBytes: u32, pixelBytes: u32, out: usize): void {
  let left = i32x4.splat(0);
  for (let x: u32 = 0; x < rowBytes; x += pixelBytes) {
    left = i8x16.add(v128.load32_zero(from + x), left);
    v128.store32_lane(out + x, left, 0);
  }
}

function undoUp(from: usize, rowBytes: u32, out: usize): void {
  const above = out - rowBytes;
  for (let x: u32 = 0; x < rowBytes; x += 16) {
    v128.store(out + x, i8x16.add(v128.load(from + x), v128.load(above + x)));
  }
}

function undoAverage(from: usize, rowBytes: u32, pixelBytes: u32, out: usize): void {
  const above = out - rowBytes;
  const one = i8x16.splat(1);
  let left = i32x4.splat(0);
  for (let x: u32 = 0; x < rowBytes; x += pixelBytes) {
    const up = v128.load32_zero(above + x);
    // The instruction rounds up, the filter down.
    const roundedUp = v128.and(v128.xor(left, up), one);
    const mean = i8x16.sub(i8x16.avgr_u(left, up), roundedUp);
    left = i8x16.add(v128.load32_zero(from + x), mean);
    v128.store32_lane(out + x, left, 0);
  }
}

function undoPaeth(from: usize, rowBytes: u32, pixelBytes: u32, out: usize): void {
  const above = out - rowBytes;
  const bytes = i16x8.splat(255);
  let left = i32x4.splat(0);
  let corner = left;
  for (let x: u32 = 0; x < rowBytes; x += pixelBytes) {
    const up = i16x8.extend_low_i8x16_u(v128.load32_zero(above + x));
    // Of left, up and corner, in this order, the one nearest to left + up − corner.
    const upward = i16x8.sub(up, corner);
    const leftward = i16x8.sub(left, corner);
    const toLeft = i16x8.abs(upward);
    const toUp = i16x8.abs(leftward);
    const toCorner = i16x8.abs(i16x8.add(upward, leftward));
    const least = i16x8.min_s(toLeft, i16x8.min_s(toUp, toCorner));
    const upOrCorner = v128.bitselect(up, corner, i16x8.eq(toUp, least));
    const nearest = v128.bitselect(left, upOrCorner, i16x8.eq(toLeft, least));
    const filtered = i16x8.extend_low_i8x16_u(v128.load32_zero(from + x));
    corner = up;
    left = v128.and(i16x8.add(filtered, nearest), bytes);
    v128.store32_lane(out + x, i8x16.narrow_i16x8_u(left, left), 0);
  }
}
