import type { RawFrame } from './ImageSource.ts';

/** Grey, color, or so little color that it may be the noise of a camera. */
export type Colorfulness = 'grey' | 'faint' | 'color';

/** What kind of image a decoded one is. */
export interface ImageTraits {
  readonly height: number;
  readonly width: number;
  readonly color: Colorfulness;
  /** Bits in which its values are stored. */
  readonly depth: 8 | 16;
  /** Bits that its brightest value takes among 16, 0..16; values of 8 bits count as 257 times theirs. */
  readonly usedBits: number;
}

/** Pixels looked at. */
const SAMPLED = 65_536;
/** Largest difference of the channels of a grey pixel, in levels of 8 bits: a JPEG rounds. */
const GREY_MOST = 2;
/** Least mean difference of the channels of a color image. */
const COLOR_LEAST = 4;

/** The traits of a frame, from pixels spread over it. */
export function traitsOf({ height, width, channels, data }: RawFrame): ImageTraits {
  const pixels = height * width;
  // An odd step does not keep to some columns of an image with an even width.
  const step = Math.floor(pixels / SAMPLED) | 1;
  const level = data instanceof Uint16Array ? 257 : 1;
  let [brightest, most, sum, count] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < pixels; pixel += step, count++) {
    const at = pixel * channels;
    const red = data[at];
    const green = channels === 1 ? red : data[at + 1];
    const blue = channels === 1 ? red : data[at + 2];
    const high = Math.max(red, green, blue);
    const difference = (high - Math.min(red, green, blue)) / level;
    brightest = Math.max(brightest, high);
    most = Math.max(most, difference);
    sum += difference;
  }
  return {
    height,
    width,
    color: most <= GREY_MOST ? 'grey' : sum / count < COLOR_LEAST ? 'faint' : 'color',
    depth: level === 257 ? 16 : 8,
    usedBits: 32 - Math.clz32(level === 257 ? brightest : brightest * 257),
  };
}
