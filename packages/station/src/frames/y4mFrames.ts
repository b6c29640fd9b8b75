import { yuvToRgb, type YuvPlane, type YuvRange } from 'nominal-vision/internal/core/image';
import { encodePnm } from 'nominal-vision/internal/image';
import type { ByteReader } from './ByteReader.ts';
import { assertBytes, assertSize, type Frame, type FrameLimits, frameOf, joined } from './Frame.ts';
import { frameInvalid } from './frameInvalid.ts';

/** Longest line of a header. */
const MAX_LINE_BYTES = 1024;

/** Chroma of the samplings of 8 bits: pixels across and down for one sample, as powers of two. */
const samplings: Readonly<Record<string, readonly [number, number] | null>> = {
  ...{ mono: null, '444': [0, 0], '422': [1, 0], '420': [1, 1] },
  ...{ '420jpeg': [1, 1], '420mpeg2': [1, 1], '420paldv': [1, 1] },
};

interface Y4mHeader {
  readonly height: number;
  readonly width: number;
  /** Null for grey. */
  readonly sampling: readonly [number, number] | null;
  readonly range: YuvRange;
}

/** YUV4MPEG2: a header, and for each frame a line and the planes of luma and chroma in 8 bits. */
export async function* y4mFrames(reader: ByteReader, limits: FrameLimits): AsyncGenerator<Frame> {
  if (!(await reader.has(1))) return;
  reader.begin();
  const header = headerOf(await lineOf(reader));
  assertSize(header, limits);
  const planes = planesOf(header);
  assertBytes(Math.max(planes.bytes, 3 * header.height * header.width), limits);
  reader.end();
  while (await reader.has(1)) {
    reader.begin();
    const line = await lineOf(reader);
    if (!/^FRAME( |$)/.test(line)) throw notY4m('a line "FRAME" before each frame', line);
    reader.expects(planes.bytes);
    const pieces = await reader.takePieces(planes.bytes);
    yield frameOf(header, () => [fileOf(joined(pieces), header, planes)]);
  }
}

async function lineOf(reader: ByteReader): Promise<string> {
  for (;;) {
    const start = reader.peek(MAX_LINE_BYTES);
    const end = start.indexOf(0x0a);
    if (end >= 0) {
      const line = await reader.take(end + 1);
      return Buffer.from(line.subarray(0, end)).toString('latin1');
    }
    const { heldBytes } = reader;
    if (heldBytes >= MAX_LINE_BYTES || !(await reader.has(heldBytes + 1)))
      throw notY4m('a line of text', Buffer.from(start.subarray(0, 32)).toString('latin1'));
  }
}

function headerOf(line: string): Y4mHeader {
  const [magic, ...parameters] = line.split(' ');
  const valueOf = (letter: string) =>
    parameters.find((parameter) => parameter.startsWith(letter))?.slice(1);
  const [width, height] = [Number(valueOf('W')), Number(valueOf('H'))];
  const isWhole = [width, height].every((side) => Number.isInteger(side) && side >= 1);
  if (magic !== 'YUV4MPEG2' || !isWhole) throw notY4m('a header with width and height', line);
  const name = valueOf('C') ?? '420jpeg';
  if (!Object.hasOwn(samplings, name)) throw notY4m('8 bits: C420, C422, C444 or Cmono', line);
  const interlacing = valueOf('I') ?? 'p';
  if (interlacing !== 'p' && interlacing !== '?') throw notY4m('whole frames (Ip)', line);
  const isFull = parameters.includes('XCOLORRANGE=FULL');
  return { height, width, sampling: samplings[name], range: isFull ? 'full' : 'limited' };
}

interface Planes {
  readonly bytes: number;
  readonly y: YuvPlane;
  readonly u: YuvPlane;
  readonly v: YuvPlane;
}

function planesOf({ height, width, sampling }: Y4mHeader): Planes {
  const luma = height * width;
  const y = { offset: 0, step: 1, stride: width, acrossShift: 0, downShift: 0 };
  if (sampling === null) return { bytes: luma, y, u: y, v: y };
  const [acrossShift, downShift] = sampling;
  const stride = Math.ceil(width / 2 ** acrossShift);
  const chroma = stride * Math.ceil(height / 2 ** downShift);
  const plane = { step: 1, stride, acrossShift, downShift };
  return {
    bytes: luma + 2 * chroma,
    y,
    u: { ...plane, offset: luma },
    v: { ...plane, offset: luma + chroma },
  };
}

function fileOf(bytes: Uint8Array, header: Y4mHeader, { y, u, v }: Planes): Uint8Array {
  const { height, width, sampling, range } = header;
  if (sampling !== null) {
    const data = yuvToRgb({ height, width, bytes, y, u, v }, range);
    return encodePnm({ height, width, channels: 3, data }, 255);
  }
  const data =
    range === 'full'
      ? bytes
      : Uint8Array.from(Uint8ClampedArray.from(bytes, (luma) => ((luma - 16) * 255) / 219));
  return encodePnm({ height, width, channels: 1, data }, 255);
}

function notY4m(expected: string, received: string) {
  return frameInvalid({
    reason: 'streamUnreadable',
    what: 'the stream is no YUV4MPEG2 that can be read',
    expected,
    received: received.slice(0, 200),
    remedy: 'With ffmpeg: -f yuv4mpegpipe -pix_fmt yuv420p, or raw frames with -pix_fmt rgb24',
    details: { format: 'YUV4MPEG2' },
  });
}
