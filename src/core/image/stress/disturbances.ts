import { rotationAbout } from '../affine/Affine.ts';
import { warpImage } from '../affine/warp.ts';
import { gaussianBlur } from '../maps/gaussianBlur.ts';
import { RgbImage } from '../RgbImage.ts';
import { Grid } from '../../tensor/index.ts';
import type { Random } from '../../random/index.ts';

/** A way in which a camera or its light changes images, from hardly to badly. */
export interface Disturbance {
  /** What the steps count. */
  readonly unit: string;
  /** Amounts, from the smallest on. */
  readonly steps: readonly number[];
  /** A changed copy of an image. @param random draws what is left to chance. */
  readonly apply: (image: RgbImage, amount: number, random: Random) => RgbImage;
}

const PERCENT_STEPS = [2, 5, 10, 20, 30];

/** The ways in which cameras change images, apart from compression. */
export const disturbances = {
  /** Every value times 1 − amount. */
  darker: percent((share) => byValue((value) => value * (1 - share))),
  /** Every value times 1 + amount, white beyond 255. */
  brighter: percent((share) => byValue((value) => value * (1 + share))),
  /** Values to the power 1 + amount, which darkens the middle. */
  'darker middle': percent((share) => byValue((value) => 255 * (value / 255) ** (1 + share))),
  /** Values to the power 1 / (1 + amount), which brightens the middle. */
  'brighter middle': percent((share) =>
    byValue((value) => 255 * (value / 255) ** (1 / (1 + share))),
  ),
  /** Red times 1 + amount, blue divided by it. */
  warmer: percent((share) => byChannel([1 + share, 1, 1 / (1 + share)])),
  /** Blue times 1 + amount, red divided by it. */
  cooler: percent((share) => byChannel([1 / (1 + share), 1, 1 + share])),
  /** A Gaussian whose standard deviation is the amount. */
  blur: { unit: 'px', steps: [0.3, 0.5, 1, 1.5, 2, 3], apply: blurred },
  /** Normal noise of that standard deviation, each value by itself. */
  noise: { unit: 'levels', steps: [1, 2, 4, 8, 16], apply: noisy },
  /** To the right and down, the edge repeated. */
  shift: {
    unit: 'px',
    steps: [0.5, 1, 2, 4, 8, 16],
    apply: (image, amount) =>
      warpImage(image, { yy: 1, yx: 0, y0: -amount, xy: 0, xx: 1, x0: -amount }),
  },
  /** About the middle, the edge repeated. */
  rotation: {
    unit: '°',
    steps: [0.25, 0.5, 1, 2, 5],
    apply: (image, amount) => warpImage(image, rotationAbout(image, amount)),
  },
  /** Darker by the amount in the corners, by its square of the distance in between. */
  vignetting: percent((share) => (image) => vignetted(image, share)),
  /** Columns next to each other that stay black, right of the middle. */
  'dead columns': { unit: 'px', steps: [1, 2, 4], apply: withDeadColumns },
} as const satisfies Readonly<Record<string, Disturbance>>;

/** The name of a disturbance. */
export type DisturbanceName = keyof typeof disturbances;

function percent(change: (share: number) => (image: RgbImage) => RgbImage): Disturbance {
  return { unit: '%', steps: PERCENT_STEPS, apply: (image, amount) => change(amount / 100)(image) };
}

function withData(image: RgbImage, valueAt: (value: number, at: number) => number): RgbImage {
  const { height, width, data } = image;
  // Rounded and limited to 0..255 as it is stored.
  const changed = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at++) changed[at] = valueAt(data[at], at);
  return new RgbImage(height, width, new Uint8Array(changed.buffer));
}

function byValue(change: (value: number) => number): (image: RgbImage) => RgbImage {
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => change(value));
  return (image) => withData(image, (value) => table[value]);
}

function byChannel(gains: readonly [number, number, number]): (image: RgbImage) => RgbImage {
  return (image) => withData(image, (value, at) => value * gains[at % 3]);
}

function blurred(image: RgbImage, sigmaPx: number): RgbImage {
  const { height, width, data } = image;
  const planes = [0, 1, 2].map((channel) => {
    const plane = Float32Array.from({ length: height * width }, (_, i) => data[3 * i + channel]);
    return gaussianBlur(new Grid(height, width, plane), sigmaPx).data;
  });
  return withData(image, (_, at) => planes[at % 3][Math.floor(at / 3)]);
}

function noisy(image: RgbImage, deviation: number, random: Random): RgbImage {
  return withData(image, (value) => value + deviation * random.gaussian());
}

function vignetted(image: RgbImage, share: number): RgbImage {
  const { height, width } = image;
  const [middleY, middleX] = [height / 2, width / 2];
  const corner = middleY ** 2 + middleX ** 2;
  return withData(image, (value, at) => {
    const pixel = Math.floor(at / 3);
    const y = Math.floor(pixel / width) + 0.5 - middleY;
    const x = (pixel % width) + 0.5 - middleX;
    return value * (1 - (share * (y * y + x * x)) / corner);
  });
}

function withDeadColumns(image: RgbImage, columns: number): RgbImage {
  const first = Math.floor(image.width / 2);
  return withData(image, (value, at) => {
    const column = Math.floor(at / 3) % image.width;
    return column >= first && column < first + columns ? 0 : value;
  });
}
