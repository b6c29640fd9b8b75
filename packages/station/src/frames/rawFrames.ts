import { frameByteLength, pixelFormat, sensorFrame } from 'nominal-vision/internal/core/image';
import type { PixelFormat, PixelFormatName, Size } from 'nominal-vision/internal/core/image';
import { encodePnm, pnmHeader } from 'nominal-vision/internal/image';
import type { ByteReader } from './ByteReader.ts';
import { assertBytes, type Frame, type FrameLimits, frameOf, joined } from './Frame.ts';

/** What a stream of bare pixels does not say by itself. */
export interface RawLayout {
  readonly height: number;
  readonly width: number;
  readonly pixelFormat: PixelFormatName;
}

/** Bare pixels of a stated size and format, one frame after the other. */
export async function* rawFrames(
  reader: ByteReader,
  { pixelFormat: name, ...size }: RawLayout,
  limits: FrameLimits,
): AsyncGenerator<Frame> {
  const format = pixelFormat(name);
  const bytes = frameByteLength(format, size);
  assertBytes(bytes, limits);
  const header = headerOf(format, size);
  while (await reader.has(1)) {
    reader.begin();
    reader.expects(bytes);
    const taken = await reader.takePieces(bytes);
    yield frameOf(size, () => {
      if (header !== null) return [header, ...taken];
      const frame = sensorFrame(joined(taken), format, size);
      return [encodePnm(frame, frame.largest)];
    });
  }
}

/** The header of a file whose pixels are those of the camera as they come; null if they must change. */
function headerOf({ kind, bits }: PixelFormat, size: Size): Uint8Array | null {
  if (bits !== 8 || (kind !== 'mono' && kind !== 'RGB')) return null;
  return pnmHeader({ ...size, channels: kind === 'RGB' ? 3 : 1 }, 255);
}
