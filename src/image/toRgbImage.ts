import { RgbImage } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';
import type { RawFrame } from './ImageSource.ts';

/**
 * A camera's raw pixels as an image: grey is repeated, alpha is dropped. The data of an RGB frame is
 * aliased, not copied.
 *
 * @throws NominalError `IMAGE_UNREADABLE` if the frame does not hold what it states.
 */
export function toRgbImage({ height, width, channels, data }: RawFrame): RgbImage {
  const whole = [height, width].every((side) => Number.isInteger(side) && side >= 1);
  if (!whole || ![1, 3, 4].includes(channels) || data.length !== height * width * channels) {
    throw new NominalError('IMAGE_UNREADABLE', {
      what: 'a raw frame does not hold what it states',
      expected: 'height x width x channels values, with 1, 3 or 4 channels',
      received: `${height} x ${width} x ${channels} with ${data.length} values`,
      remedy: 'Correct its height, width or channels; rows must not be padded',
      details: { height, width, channels, values: data.length },
    });
  }
  if (channels === 3) return new RgbImage(height, width, data);
  const pixels = new Uint8Array(height * width * 3);
  for (let i = 0, at = 0; i < data.length; i += channels, at += 3) {
    pixels[at] = data[i];
    pixels[at + 1] = data[channels === 1 ? i : i + 1];
    pixels[at + 2] = data[channels === 1 ? i : i + 2];
  }
  return new RgbImage(height, width, pixels);
}
