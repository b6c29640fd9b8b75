import type { RawFrame } from 'nominal-vision/internal/image';
import { frameInvalid } from './frameInvalid.ts';

/** A part of a frame that is inspected by itself. */
export interface FrameCut {
  /** In pixels of the frame. */
  readonly rectangle: {
    readonly y: number;
    readonly x: number;
    readonly height: number;
    readonly width: number;
  };
  /** Degrees clockwise by which it is turned. */
  readonly rotation: 0 | 90 | 180 | 270;
}

/** Pixels of a part of a frame, gray or RGB. */
export interface CutPixels extends RawFrame {
  readonly channels: 1 | 3;
}

/** Cuts a part out of a frame and turns it. @throws NominalError `CAMERA_FRAME_INVALID` beyond the frame. */
export function cutFrame(frame: RawFrame, { rectangle, rotation }: FrameCut): CutPixels {
  const { y: top, x: left, height, width } = rectangle;
  if (top + height > frame.height || left + width > frame.width) {
    const expected = { expectedHeight: top + height, expectedWidth: left + width };
    throw frameInvalid({
      reason: 'frameSmallerThanRegion',
      what: 'a region reaches beyond the frame',
      expected: `a frame of at least ${expected.expectedHeight} x ${expected.expectedWidth} (height x width)`,
      received: `${frame.height} x ${frame.width}`,
      remedy: 'Correct the rectangle of the region, or the size that the camera delivers',
      details: { height: frame.height, width: frame.width, ...expected },
    });
  }
  const channels = frame.channels === 1 ? 1 : 3;
  const isTurned = rotation === 90 || rotation === 270;
  const size = isTurned ? { height: width, width: height } : { height, width };
  const pixels = height * width * channels;
  const data = frame.data instanceof Uint16Array ? new Uint16Array(pixels) : new Uint8Array(pixels);
  for (let y = 0, to = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [row, column] = sourceOf(y, x, { height, width }, rotation);
      const from = ((top + row) * frame.width + left + column) * frame.channels;
      for (let channel = 0; channel < channels; channel++) data[to++] = frame.data[from + channel];
    }
  }
  return { ...size, channels, data };
}

/** Where a pixel of the turned part comes from in the part as it was. */
function sourceOf(
  y: number,
  x: number,
  { height, width }: { readonly height: number; readonly width: number },
  rotation: FrameCut['rotation'],
): readonly [row: number, column: number] {
  switch (rotation) {
    case 0:
      return [y, x];
    case 90:
      return [height - 1 - x, y];
    case 180:
      return [height - 1 - y, width - 1 - x];
    case 270:
      return [x, width - 1 - y];
  }
}
