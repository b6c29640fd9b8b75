import { RgbImage } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';
import { decodeImage } from './decodeImage.ts';
import type { ImageSource, RawFrame } from './ImageSource.ts';

/** Fewest pixels a side: less shows nothing that could be inspected. */
const MIN_SIDE_PX = 8;

/**
 * The pixels of an image that is to be fitted from or inspected.
 *
 * @throws NominalError `IMAGE_TOO_SMALL` below 8 pixels a side, or the errors of {@link decodeImage}.
 */
export async function loadImage(source: ImageSource): Promise<RgbImage> {
  const encoded = typeof source === 'string' || source instanceof Uint8Array;
  const image = encoded ? await decodeImage(source) : frameToImage(source);
  if (Math.min(image.height, image.width) < MIN_SIDE_PX) {
    throw new NominalError('IMAGE_TOO_SMALL', {
      what: `${typeof source === 'string' ? source : 'the image'} is too small to inspect`,
      expected: `at least ${MIN_SIDE_PX} pixels a side`,
      received: `${image.height} x ${image.width}`,
      remedy: 'Check that it is the image that you meant',
    });
  }
  return image;
}

function frameToImage({ height, width, channels, data }: RawFrame): RgbImage {
  if (data.length !== height * width * channels) {
    throw new NominalError('IMAGE_UNREADABLE', {
      what: 'a raw frame does not have the size that it states',
      expected: `${height} x ${width} x ${channels} = ${height * width * channels} values`,
      received: String(data.length),
      remedy: 'Correct its height, width or channels; rows must not be padded',
    });
  }
  if (channels === 3) return new RgbImage(height, width, data);
  const pixels = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels[i * 3 + channel] = data[channels === 1 ? i : i * 4 + channel];
    }
  }
  return new RgbImage(height, width, pixels);
}
