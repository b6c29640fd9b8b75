import type { ByteReader } from './ByteReader.ts';
import { assertBytes, assertSize, type Frame, type FrameLimits, frameOf } from './Frame.ts';
import { frameInvalid } from './frameInvalid.ts';

/** Second bytes of markers. */
const [START, END, SCAN] = [0xd8, 0xd9, 0xda];
/** Markers of the C row that begin no frame: Huffman tables, an extension, arithmetic conditioning. */
const NO_FRAME = new Set([0xc4, 0xc8, 0xcc]);

/** JPEG images one after the other (MJPEG), possibly with zero bytes between them. */
export async function* jpegFrames(reader: ByteReader, limits: FrameLimits): AsyncGenerator<Frame> {
  while (await isMore(reader)) {
    reader.begin();
    yield await nextFrame(reader, limits);
  }
}

/** V4L2 fills its buffers up with zeros. */
async function isMore(reader: ByteReader): Promise<boolean> {
  while (await reader.has(1)) {
    if (reader.together[0] !== 0) return true;
    await reader.take(1);
  }
  return false;
}

async function nextFrame(reader: ByteReader, limits: FrameLimits): Promise<Frame> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const take = async (count: number) => {
    bytes += count;
    assertBytes(bytes, limits);
    const part = await reader.take(count);
    parts.push(part);
    return part;
  };
  let size = { height: 0, width: 0 };
  const [first, second] = await take(2);
  if (first !== 0xff || second !== START) throw notJpeg(parts);
  for (;;) {
    const [prefix, code] = await take(2);
    if (prefix !== 0xff) throw notJpeg(parts);
    let marker = code;
    // Any number of these may come before a marker.
    while (marker === 0xff) [marker] = await take(1);
    if (marker === END) break;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    const [high, low] = await take(2);
    const length = high * 256 + low;
    if (length < 2) throw notJpeg(parts);
    const segment = await take(length - 2);
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.has(marker) && segment.length >= 5) {
      size = { height: segment[1] * 256 + segment[2], width: segment[3] * 256 + segment[4] };
      assertSize(size, limits);
    }
    if (marker === SCAN) await takeScan(reader, take);
  }
  return frameOf(size, () => [Buffer.concat(parts)]);
}

/** Takes coded values up to the next marker; an 0xff among them is followed by 0, or restarts the coder. */
async function takeScan(
  reader: ByteReader,
  take: (count: number) => Promise<Uint8Array>,
): Promise<void> {
  for (;;) {
    if (!(await reader.has(2))) await take(2);
    const { together } = reader;
    const at = together.indexOf(0xff);
    if (at !== 0) {
      await take(at < 0 ? together.length : at);
      continue;
    }
    const next = reader.peek(2)[1];
    if (next === 0 || (next >= 0xd0 && next <= 0xd7)) await take(2);
    else if (next === 0xff) await take(1);
    else return;
  }
}

function notJpeg(parts: readonly Uint8Array[]) {
  const last = Buffer.concat(parts.slice(-4));
  return frameInvalid({
    reason: 'streamUnreadable',
    what: 'the stream holds no JPEG image where one must begin, or a damaged one',
    expected: 'JPEG images one after the other, each from ffd8 to ffd9',
    received: `the bytes ${last.subarray(-16).toString('hex')}`,
    details: { format: 'JPEG' },
  });
}
