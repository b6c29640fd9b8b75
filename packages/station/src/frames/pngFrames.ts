import type { ByteReader } from './ByteReader.ts';
import { assertBytes, assertSize, type Frame, type FrameLimits, frameOf } from './Frame.ts';
import { frameInvalid } from './frameInvalid.ts';

const SIGNATURE = '89504e470d0a1a0a';
/** Length and type before the data of a chunk, a checksum after it. */
const [HEAD_BYTES, CHECKSUM_BYTES] = [8, 4];

/** PNG images one after the other. */
export async function* pngFrames(reader: ByteReader, limits: FrameLimits): AsyncGenerator<Frame> {
  while (await reader.has(1)) {
    reader.begin();
    yield await nextFrame(reader, limits);
  }
}

async function nextFrame(reader: ByteReader, limits: FrameLimits): Promise<Frame> {
  const parts = [await reader.take(SIGNATURE.length / 2)];
  if (Buffer.from(parts[0]).toString('hex') !== SIGNATURE) throw notPng(parts[0]);
  let bytes = parts[0].length;
  let size = { height: 0, width: 0 };
  for (;;) {
    const head = Buffer.from(await reader.take(HEAD_BYTES));
    const type = head.toString('latin1', 4);
    if (!/^[A-Za-z]{4}$/.test(type)) throw notPng(head);
    const length = head.readUInt32BE(0) + CHECKSUM_BYTES;
    bytes += head.length + length;
    assertBytes(bytes, limits);
    const chunk = Buffer.from(await reader.take(length));
    parts.push(head, chunk);
    if (type === 'IHDR' && chunk.length >= 8) {
      size = { height: chunk.readUInt32BE(4), width: chunk.readUInt32BE(0) };
      assertSize(size, limits);
    }
    if (type === 'IEND') return frameOf(size, () => [Buffer.concat(parts)]);
  }
}

function notPng(bytes: Uint8Array) {
  return frameInvalid({
    reason: 'streamUnreadable',
    what: 'the stream holds no PNG image where one must begin, or a damaged one',
    expected: 'PNG images one after the other',
    received: `the bytes ${Buffer.from(bytes).toString('hex')}`,
    details: { format: 'PNG' },
  });
}
