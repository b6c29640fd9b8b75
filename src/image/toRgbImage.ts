import { RgbImage } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';
import type { DepthRange } from './depthRange.ts';
import type { RawFrame } from './ImageSource.ts';

/**
 * Converts a camera's raw pixels to an image: grey becomes three equal channels, alpha is dropped. The
 * data of an 8-bit RGB frame is aliased, not copied.
 *
 * @param depthRange the depth range of a model that was fitted from 16-bit images: it maps 16-bit values
 *   to 8 bits, and 8-bit values v like 257 · v. Without one, the upper 8 of 16 bits are used.
 * @throws NominalError `IMAGE_UNREADABLE` if the frame's data does not match its stated size.
 */
export function toRgbImage(frame: RawFrame, depthRange: DepthRange | null = null): RgbImage {
  assertWhole(frame);
  const { height, width, channels } = frame;
  const data = toBytes(frame.data, depthRange);
  if (channels === 3) return new RgbImage(height, width, data);
  const pixels = new Uint8Array(height * width * 3);
  for (let i = 0, at = 0; i < data.length; i += channels, at += 3) {
    pixels[at] = data[i];
    pixels[at + 1] = data[channels === 1 ? i : i + 1];
    pixels[at + 2] = data[channels === 1 ? i : i + 2];
  }
  return new RgbImage(height, width, pixels);
}

function assertWhole({ height, width, channels, data }: RawFrame): void {
  const whole = [height, width].every((side) => Number.isInteger(side) && side >= 1);
  if (whole && [1, 3, 4].includes(channels) && data.length === height * width * channels) return;
  throw new NominalError('IMAGE_UNREADABLE', {
    what: 'the data of a raw frame does not match its stated size',
    expected: 'height x width x channels values, with 1, 3 or 4 channels',
    received: `${height} x ${width} x ${channels} with ${data.length} values`,
    remedy: 'Correct its height, width or channels; rows must not be padded',
    details: { height, width, channels, values: data.length },
  });
}

function toBytes(data: Uint8Array | Uint16Array, range: DepthRange | null): Uint8Array {
  const deep = data instanceof Uint16Array;
  if (range === null) return deep ? Uint8Array.from(data, (value) => value >> 8) : data;
  const { low, high } = range;
  const step = deep ? 1 : 257;
  const table = Uint8ClampedArray.from(
    { length: deep ? 65536 : 256 },
    (_, value) => (255 * (value * step - low)) / (high - low),
  );
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = table[data[i]];
  return bytes;
}
