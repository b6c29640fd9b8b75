import { describe, expect, it } from 'vitest';
import { Random } from '../../random/index.ts';
import { RgbImage } from '../RgbImage.ts';
import { type Disturbance, type DisturbanceName, disturbances } from './disturbances.ts';

const [HEIGHT, WIDTH] = [20, 24];
const ramp = new RgbImage(
  HEIGHT,
  WIDTH,
  Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_, i) => 40 + ((i * 7) % 160)),
);
const flat = (value: number) =>
  new RgbImage(HEIGHT, WIDTH, new Uint8Array(HEIGHT * WIDTH * 3).fill(value));
const change = (name: DisturbanceName, image: RgbImage, amount: number) =>
  disturbances[name].apply(image, amount, new Random(1));
const pixel = ({ data }: RgbImage, y: number, x: number) => [
  ...data.subarray(3 * (y * WIDTH + x), 3 * (y * WIDTH + x) + 3),
];
const difference = (a: RgbImage, b: RgbImage) =>
  a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]), 0) / a.data.length;

describe.each(Object.entries<Disturbance>(disturbances))('%s', (_name, { steps, apply }) => {
  it('changes an image more with each step, and never the image itself', () => {
    const before = Uint8Array.from(ramp.data);
    const changes = steps.map((amount) => difference(apply(ramp, amount, new Random(1)), ramp));
    expect(ramp.data).toEqual(before);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(changes[0]).toBeGreaterThan(0);
    // A shift along a repeated pattern may come back to it.
    expect(changes.at(-1)).toBeGreaterThan(changes[0]);
  });
});

describe('disturbances', () => {
  it('change brightness by their share, and stop at white', () => {
    expect(pixel(change('darker', flat(200), 10), 0, 0)).toEqual([180, 180, 180]);
    expect(pixel(change('brighter', flat(200), 10), 0, 0)).toEqual([220, 220, 220]);
    expect(pixel(change('brighter', flat(250), 10), 0, 0)).toEqual([255, 255, 255]);
  });

  it('bend the middle, and leave black and white', () => {
    for (const name of ['darker middle', 'brighter middle'] as const)
      for (const value of [0, 255])
        expect(pixel(change(name, flat(value), 30), 0, 0)[0]).toBe(value);
    expect(pixel(change('darker middle', flat(128), 100), 0, 0)[0]).toBe(64);
    expect(pixel(change('brighter middle', flat(64), 100), 0, 0)[0]).toBe(128);
  });

  it('move the white point between red and blue', () => {
    expect(pixel(change('warmer', flat(100), 10), 3, 3)).toEqual([110, 100, 91]);
    expect(pixel(change('cooler', flat(100), 10), 3, 3)).toEqual([91, 100, 110]);
  });

  it('blur each color by itself, and keep its mean', () => {
    const dot = flat(0);
    dot.data[3 * (10 * WIDTH + 12)] = 255;
    const { data } = change('blur', dot, 1);
    const sums = [0, 1, 2].map((c) => data.reduce((sum, v, i) => sum + (i % 3 === c ? v : 0), 0));
    expect(sums[0]).toBeGreaterThan(235);
    expect(sums[0]).toBeLessThan(275);
    expect(sums.slice(1)).toEqual([0, 0]);
  });

  it('add noise of the stated deviation, the same for the same seed', () => {
    const { data } = change('noise', flat(128), 8);
    const deviation = Math.sqrt(data.reduce((sum, v) => sum + (v - 128) ** 2, 0) / data.length);
    expect(deviation).toBeGreaterThan(7.4);
    expect(deviation).toBeLessThan(8.6);
    expect(change('noise', flat(128), 8).data).toEqual(data);
  });

  it('shift to the right and down', () => {
    expect(pixel(change('shift', ramp, 2), 10, 10)).toEqual(pixel(ramp, 8, 8));
  });

  it('darken corners by the whole share, and the middle by nothing', () => {
    const image = change('vignetting', flat(200), 50);
    expect(pixel(image, HEIGHT / 2, WIDTH / 2)[0]).toBeGreaterThanOrEqual(199);
    expect(pixel(image, 0, 0)[0]).toBeLessThan(115);
    expect(pixel(image, 0, 0)[0]).toBeGreaterThanOrEqual(100);
  });

  it('leave whole columns black', () => {
    const image = change('dead columns', flat(200), 2);
    const dark = Array.from({ length: WIDTH }, (_, x) => x).filter(
      (x) => pixel(image, 7, x)[0] === 0,
    );
    expect(dark).toEqual([WIDTH / 2, WIDTH / 2 + 1]);
  });
});
