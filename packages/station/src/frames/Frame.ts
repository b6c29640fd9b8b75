import { frameInvalid } from './frameInvalid.ts';

/** One frame of a camera, not decoded yet: most frames of a fast camera never are. */
export interface Frame {
  readonly height: number;
  readonly width: number;
  /** The frame as an image file: PNM where the camera sends pixels, otherwise as it came. */
  readonly toFile: () => Uint8Array;
}

/** What a stream may hold. */
export interface FrameLimits {
  /** Most bytes of a frame, in the stream and as an image file. */
  readonly maxBytes: number;
  /** The size that each frame must have; undefined if it may have any. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
}

/** @throws NominalError `CAMERA_FRAME_INVALID` for a frame of the wrong size. */
export function assertSize(
  { height, width }: { readonly height: number; readonly width: number },
  limits: FrameLimits,
): void {
  const { height: expectedHeight = height, width: expectedWidth = width } = limits;
  if (height === expectedHeight && width === expectedWidth) return;
  throw frameInvalid('a frame has the wrong size', {
    expected: `${expectedHeight} x ${expectedWidth} (height x width)`,
    received: `${height} x ${width}`,
  });
}

/** @throws NominalError `CAMERA_FRAME_INVALID` for a frame with more bytes than are taken. */
export function assertBytes(bytes: number, { maxBytes }: FrameLimits): void {
  if (bytes <= maxBytes) return;
  throw frameInvalid('a frame is too large', {
    expected: `at most ${maxBytes} bytes`,
    received: `${bytes} bytes or more`,
    remedy: 'Let the program write smaller frames, or raise maxImageBytes',
  });
}
