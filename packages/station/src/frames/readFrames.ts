import type { ByteReader } from './ByteReader.ts';
import type { Frame, FrameLimits } from './Frame.ts';
import type { FrameConfig } from './frameSchema.ts';
import { jpegFrames } from './jpegFrames.ts';
import { pngFrames } from './pngFrames.ts';
import { pnmFrames } from './pnmFrames.ts';
import { rawFrames } from './rawFrames.ts';
import { y4mFrames } from './y4mFrames.ts';

/**
 * The frames of a stream, each as soon as its last byte is there. A frame may alias the chunks of the
 * stream. What has come of the next one is {@link ByteReader.half}.
 *
 * @param maxBytes most bytes of a frame.
 * @throws NominalError `CAMERA_FRAME_INVALID` for anything else, also if the stream ends within a frame.
 */
export async function* readFrames(
  reader: ByteReader,
  config: FrameConfig,
  maxBytes: number,
): AsyncGenerator<Frame> {
  const { height, width } = config;
  for await (const frame of framesOf(reader, config, { maxBytes, height, width })) {
    reader.end();
    yield frame;
  }
}

function framesOf(
  reader: ByteReader,
  config: FrameConfig,
  limits: FrameLimits,
): AsyncGenerator<Frame> {
  switch (config.format) {
    case 'pnm':
      return pnmFrames(reader, limits);
    case 'y4m':
      return y4mFrames(reader, limits);
    case 'jpeg':
      return jpegFrames(reader, limits);
    case 'png':
      return pngFrames(reader, limits);
    case 'raw':
      return rawFrames(reader, config, limits);
  }
}
