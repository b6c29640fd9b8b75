import { describe, expect, it } from 'vitest';
import { RgbImage } from '../image/index.ts';
import { Random } from '../random/index.ts';
import { findNearCopies, type Thumbnail, thumbnailOf } from './index.ts';

const side = 128;

/** A surface with a texture of its own, whose pixels hang together over some 8 of them. */
function part(seed: number, contrast: number): RgbImage {
  const random = new Random(seed);
  const blobs = Array.from({ length: 60 }, () => ({
    y: random.integer(side),
    x: random.integer(side),
    height: contrast * random.gaussian(),
  }));
  const data = new Uint8Array(3 * side * side);
  for (let pixel = 0; pixel < side * side; pixel++) {
    let gray = 120;
    for (const { y, x, height } of blobs) {
      const squared = (Math.floor(pixel / side) - y) ** 2 + ((pixel % side) - x) ** 2;
      if (squared < 400) gray += height * Math.exp(-squared / 60);
    }
    data.fill(Math.max(0, Math.min(255, Math.round(gray))), 3 * pixel, 3 * pixel + 3);
  }
  return new RgbImage(side, side, data);
}

/** The same once more: with a sensor's noise, and moved by whole pixels. */
function frame({ data }: RgbImage, seed: number, noise: number, [dy, dx] = [0, 0]): RgbImage {
  const random = new Random(seed);
  const out = new Uint8Array(data.length);
  const inside = (at: number) => Math.max(0, Math.min(side - 1, at));
  for (let pixel = 0; pixel < side * side; pixel++) {
    const from = inside(Math.floor(pixel / side) + dy) * side + inside((pixel % side) + dx);
    for (let channel = 0; channel < 3; channel++) {
      const value = data[3 * from + channel] + noise * random.gaussian();
      out[3 * pixel + channel] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  return new RgbImage(side, side, out);
}

const thumbnails = (images: readonly RgbImage[]): Thumbnail[] => images.map(thumbnailOf);

describe('findNearCopies', () => {
  const parts = Array.from({ length: 8 }, (_, i) => part(i, 40));

  it('finds frames of a burst, whose first stands for them', () => {
    const frames = [
      ...parts,
      frame(parts[2], 100, 1),
      frame(parts[5], 101, 2, [1, -1]),
      frame(parts[2], 102, 2, [0, 1]),
    ];
    expect(findNearCopies(thumbnails(frames))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 2, 5, 2]);
  });

  it('leaves parts that differ alone, and a frame of another size', () => {
    const cut = new RgbImage(side - 1, side, parts[0].data.slice(3 * side));
    const images = [...parts, cut];
    expect(findNearCopies(thumbnails(images))).toEqual([...images.keys()]);
  });

  it('reports no copies among parts that all look alike: they may not be copies', () => {
    const plain = part(0, 40);
    const alike = Array.from({ length: 30 }, (_, i) => frame(plain, 200 + i, 2));
    expect(findNearCopies(thumbnails(alike))).toEqual([...alike.keys()]);
    // One strange image among them does not make copies of the others.
    const strange = [...alike, part(9, 40)];
    expect(findNearCopies(thumbnails(strange))).toEqual([...strange.keys()]);
    const faint = Array.from({ length: 30 }, (_, i) => frame(part(i, 0.4), 300 + i, 2));
    expect(findNearCopies(thumbnails(faint))).toEqual([...faint.keys()]);
  });

  it('takes images smaller than the thumbnail', () => {
    const tiny = (gray: number) => new RgbImage(3, 5, new Uint8Array(45).fill(gray));
    const images = [10, 60, 110, 160, 210, 60].map(tiny);
    expect(findNearCopies(thumbnails(images))).toEqual([0, 1, 2, 3, 4, 1]);
  });
});
