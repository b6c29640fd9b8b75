const MARKER = 0xff;
const [SOF0, SOF1, SOI, EOI, SOS] = [0xc0, 0xc1, 0xd8, 0xd9, 0xda];
/** Bytes of the last three fields of a scan header: first and last coefficient, and bit positions. */
const SCAN_FIELDS = 3;

/**
 * Removes two faults from a JPEG file that some cameras write into every frame and that do not affect
 * the pixels: bytes between the segments of the header, and a baseline scan that states other
 * coefficients than all 64, although it cannot contain others. Everything else, including damage to the
 * pixels, stays as it is.
 *
 * @returns the given bytes if there is nothing to mend or if it is not a JPEG file.
 */
export function mendJpeg(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== MARKER || bytes[1] !== SOI) return bytes;
  const pieces: Uint8Array[] = [bytes.subarray(0, 2)];
  let baseline = false;
  let mended = false;
  let at = 2;
  for (;;) {
    const start = nextMarker(bytes, at);
    if (start === null || bytes[start + 1] === EOI) break;
    const kind = bytes[start + 1];
    const end = start + 2 + bytes[start + 2] * 256 + bytes[start + 3];
    if (!(end <= bytes.length)) break;
    mended ||= start > at;
    if (kind === SOF0 || kind === SOF1) baseline = true;
    const segment = bytes.subarray(start, end);
    const scan = kind === SOS && baseline ? wholeScan(segment) : segment;
    mended ||= scan !== segment;
    pieces.push(scan);
    at = end;
    if (kind !== SOS) continue;
    const next = endOfScan(bytes, at);
    pieces.push(bytes.subarray(at, next));
    at = next;
  }
  return mended ? Buffer.concat([...pieces, bytes.subarray(at)]) : bytes;
}

/** Offset of the next segment; null if there is none. */
function nextMarker(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + 3 < bytes.length; at++) {
    if (bytes[at] === MARKER && bytes[at + 1] >= SOF0 && bytes[at + 1] < MARKER) return at;
  }
  return null;
}

/** A scan header with coefficients 0 to 63; the given segment if it already states them. */
function wholeScan(segment: Uint8Array): Uint8Array {
  const whole = [0, 63, 0];
  const at = segment.length - SCAN_FIELDS;
  if (whole.every((value, i) => segment[at + i] === value)) return segment;
  const mended = Uint8Array.from(segment);
  mended.set(whole, at);
  return mended;
}

/** Offset of the end of the coded pixels: a marker that is neither an escaped byte (0) nor a restart (D0 to D7). */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== MARKER) continue;
    const next = bytes[at + 1];
    if (next !== 0 && next !== MARKER && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
