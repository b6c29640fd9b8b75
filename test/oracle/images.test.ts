import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gaussianBlur, RgbImage, resizeAntialias } from '../../src/core/image/index.ts';
import { Grid } from '../../src/core/tensor/index.ts';

interface Fixture {
  readonly resizes: readonly {
    readonly height: number;
    readonly width: number;
    readonly pixels: readonly number[];
    readonly toHeight: number;
    readonly toWidth: number;
    readonly resized: readonly number[];
  }[];
  readonly blurs: readonly {
    readonly height: number;
    readonly width: number;
    readonly sigmaPx: number;
    readonly values: readonly number[];
    readonly blurred: readonly number[];
  }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('images-pil.json', import.meta.url), 'utf8'),
) as Fixture;

describe('resizing with antialias', () => {
  it.each(fixture.resizes)(
    'gives the bytes that Pillow gives, $height x $width to $toHeight x $toWidth',
    (c) => {
      const image = new RgbImage(c.height, c.width, Uint8Array.from(c.pixels));
      expect([...resizeAntialias(image, c.toHeight, c.toWidth).data]).toEqual(c.resized);
    },
  );
});

describe('Gaussian smoothing', () => {
  it.each(fixture.blurs)('agrees with SciPy to 1e-6, $height x $width at sigma $sigmaPx', (c) => {
    const { data } = gaussianBlur(
      new Grid(c.height, c.width, Float32Array.from(c.values)),
      c.sigmaPx,
    );
    const largest = Math.max(...data.map((value, i) => Math.abs(value - c.blurred[i])));
    expect(largest).toBeLessThan(1e-6);
  });
});
