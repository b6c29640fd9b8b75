import { median } from '../../metrics/index.ts';
import { RgbImage } from '../RgbImage.ts';

/** A dark and a bright level of an image for each of red, green and blue, 0..255. */
export interface Exposure {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const CHANNELS = [0, 1, 2] as const;
/** Shares of the pixels below the two levels: what covers less than a tenth of an image moves neither far. */
const [LOW_SHARE, HIGH_SHARE] = [0.1, 0.9];
/** Pixels looked at. */
const SAMPLED = 16_384;
/** A flatter image has no contrast that could be told from noise. */
const LEAST_CONTRAST = 4;
/** Light of more than this factor is another picture, and is not followed. */
const MOST_GAIN = 2;

/** The exposure of an image, from pixels spread over it. */
export function exposureOf({ height, width, data }: RgbImage): Exposure {
  const pixels = height * width;
  // An odd step does not keep to some columns of an image with an even width.
  const step = Math.floor(pixels / SAMPLED) | 1;
  const counts = CHANNELS.map(() => new Uint32Array(256));
  let count = 0;
  for (let at = 0; at < data.length; at += 3 * step, count++) {
    for (const channel of CHANNELS) counts[channel][data[at + channel]]++;
  }
  const levels = (share: number) => counts.map((own) => levelAt(own, share * count));
  return { low: levels(LOW_SHARE), high: levels(HIGH_SHARE) };
}

/** The exposure in the middle of others, for each level by itself. @param all at least one. */
export function usualExposure(all: readonly Exposure[]): Exposure {
  const middle = (key: keyof Exposure) =>
    CHANNELS.map((channel) => median(all.map((one) => one[key][channel])));
  return { low: middle('low'), high: middle('high') };
}

/**
 * A copy of an image whose dark and bright levels are the usual ones: each channel is multiplied and shifted, so
 * neither exposure nor white balance matters, nor the light of a foggy lens.
 */
export function normalizeExposure(image: RgbImage, usual: Exposure): RgbImage {
  const { low, high } = exposureOf(image);
  const tables = CHANNELS.map((channel) => {
    const contrast = Math.max(LEAST_CONTRAST, high[channel] - low[channel]);
    const wanted = Math.max(LEAST_CONTRAST, usual.high[channel] - usual.low[channel]);
    const gain = Math.min(MOST_GAIN, Math.max(1 / MOST_GAIN, wanted / contrast));
    const middle = (low[channel] + high[channel]) / 2;
    const usualMiddle = (usual.low[channel] + usual.high[channel]) / 2;
    // Rounded and limited to 0..255 as it is stored.
    return Uint8ClampedArray.from(
      { length: 256 },
      (_, value) => usualMiddle + (value - middle) * gain,
    );
  });
  const [red, green, blue] = tables;
  const data = new Uint8Array(image.data.length);
  for (let at = 0; at < data.length; at += 3) {
    data[at] = red[image.data[at]];
    data[at + 1] = green[image.data[at + 1]];
    data[at + 2] = blue[image.data[at + 2]];
  }
  return new RgbImage(image.height, image.width, data);
}

/** The level below which so many pixels lie, interpolated within it. */
function levelAt(counts: Uint32Array, below: number): number {
  let sum = 0;
  for (const [level, count] of counts.entries()) {
    if (count > 0 && sum + count >= below) return level + (below - sum) / count;
    sum += count;
  }
  return 255;
}
