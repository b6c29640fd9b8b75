import { findPnmHeader, PNM_HEADER_BYTES, pnmPixelBytes } from 'nominal-vision/internal/image';
import type { ByteReader } from './ByteReader.ts';
import { assertBytes, assertSize, type Frame, type FrameLimits, frameOf } from './Frame.ts';
import { frameInvalid } from './frameInvalid.ts';

/** Binary bitmaps, graymaps and pixmaps (P4, P5, P6), one after the other. */
export async function* pnmFrames(reader: ByteReader, limits: FrameLimits): AsyncGenerator<Frame> {
  while (await reader.has(1)) {
    reader.begin();
    const header = await headerOf(reader);
    const pixelBytes = pnmPixelBytes(header);
    if (pixelBytes === null) throw notPnm(reader);
    const { start } = header;
    assertSize(header, limits);
    assertBytes(start + pixelBytes, limits);
    reader.expects(start + pixelBytes);
    const file = await reader.takePieces(start + pixelBytes);
    yield frameOf(header, () => file);
  }
}

async function headerOf(reader: ByteReader) {
  for (;;) {
    const header = findPnmHeader(reader.peek(PNM_HEADER_BYTES));
    if (header !== null) return header;
    const isStart = /^P[4-6]?\s?/.test(String.fromCharCode(...reader.peek(2)));
    const { heldBytes } = reader;
    if (!isStart || heldBytes >= PNM_HEADER_BYTES || !(await reader.has(heldBytes + 1)))
      throw notPnm(reader);
  }
}

function notPnm(reader: ByteReader) {
  return frameInvalid({
    reason: 'streamUnreadable',
    what: 'the stream holds no PNM image where one must begin',
    expected: 'a binary PNM image: P4, P5 or P6, width, height, largest value',
    received: `the bytes ${Buffer.from(reader.peek(16)).toString('hex')}`,
    details: { format: 'PNM' },
  });
}
