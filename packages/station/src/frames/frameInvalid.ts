import { type ErrorParts, NominalError } from 'nominal-vision/internal/errors';

/** The error of a stream that holds something other than whole frames of the stated kind and size. */
export function frameInvalid(parts: ErrorParts): NominalError {
  return new NominalError('CAMERA_FRAME_INVALID', {
    remedy: 'Make the program and the key "frames" of the source agree',
    ...parts,
  });
}
