import { frameByteLength, pixelFormat, sensorFrame } from 'nominal-vision/internal/core/image';
import type { PixelFormatName } from 'nominal-vision/internal/core/image';
import { encodePnm } from 'nominal-vision/internal/image';
import type { ByteReader } from './ByteReader.ts';
import { assertBytes, type Frame, type FrameLimits } from './Frame.ts';

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
  while (await reader.has(1)) {
    const taken = await reader.take(bytes);
    yield {
      ...{ height: size.height, width: size.width },
      toFile: () => {
        const frame = sensorFrame(taken, format, size);
        return encodePnm(frame, frame.largest);
      },
    };
  }
}
