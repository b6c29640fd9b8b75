import { applyAffine } from '../../../core/image/index.ts';
import { median } from '../../../core/metrics/index.ts';
import { type Picture, pictureOf, Registration } from '../../../core/registration/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import { type DecodeOptions, type ImageSource, loadImage } from '../../../image/index.ts';

/**
 * Chooses the image that all others are aligned to: the one of some good images whose position is most
 * central, so that as little as possible of the others is moved out of the frame.
 *
 * @param images at least one.
 * @throws NominalError of an image that cannot be read, or `CANCELLED`.
 */
export async function learnReference(
  images: readonly ImageSource[],
  decoding: DecodeOptions,
  signal: AbortSignal | undefined,
): Promise<Picture> {
  const pictures: Picture[] = [];
  const poses: (readonly number[])[] = [];
  let first: Registration | null = null;
  for (const source of images) {
    throwIfCancelled(signal);
    const { image } = await loadImage(source, decoding);
    const { picture } = pictureOf(image);
    first ??= new Registration(picture);
    const motion = first.register(image);
    // Two corners determine a shift and a rotation, in shares of the image.
    const corners = [
      { y: 0, x: 0 },
      { y: image.height, x: image.width },
    ].map((corner) => applyAffine(motion, corner));
    pictures.push(picture);
    poses.push(corners.flatMap(({ y, x }) => [y / image.height, x / image.width]));
  }
  const middle = poses[0].map((_, i) => median(poses.map((pose) => pose[i])));
  const offsets = poses.map((pose) =>
    pose.reduce((sum, value, i) => sum + (value - middle[i]) ** 2, 0),
  );
  return pictures[offsets.indexOf(Math.min(...offsets))];
}
