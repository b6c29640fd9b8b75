import { frameInvalid } from './frameInvalid.ts';

/** One frame of a camera, not decoded yet: most frames of a fast camera never are. */
export interface Frame {
  readonly height: number;
  readonly width: number;
  /**
   * The frame as an image file, in pieces one after the other: PNM where the camera sends pixels,
   * otherwise as it came. Pieces that need no change are those that came, not copied.
   */
  readonly pieces: () => readonly Uint8Array[];
  /** All pieces in one. */
  readonly toFile: () => Uint8Array;
}

/** A frame whose file is made once it is wanted. */
export function frameOf(
  { height, width }: Pick<Frame, 'height' | 'width'>,
  pieces: Frame['pieces'],
): Frame {
  return { height, width, pieces, toFile: () => joined(pieces()) };
}

/** Pieces as one array; a single one is not copied. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
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
  throw frameInvalid({
    reason: 'frameOfOtherSize',
    what: 'a frame has the wrong size',
    expected: `${expectedHeight} x ${expectedWidth} (height x width)`,
    received: `${height} x ${width}`,
    details: { height, width, expectedHeight, expectedWidth },
  });
}

/** @throws NominalError `CAMERA_FRAME_INVALID` for a frame with more bytes than are taken. */
export function assertBytes(bytes: number, { maxBytes }: FrameLimits): void {
  if (bytes <= maxBytes) return;
  throw frameInvalid({
    reason: 'frameTooLarge',
    what: 'a frame is too large',
    expected: `at most ${maxBytes} bytes`,
    received: `${bytes} bytes or more`,
    remedy: 'Let the program write smaller frames, or raise maxImageBytes',
    details: { most: maxBytes },
  });
}
