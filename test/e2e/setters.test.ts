import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, quickFit, temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';

interface Setter {
  readonly name: string;
  readonly place: { readonly box: Box };
  readonly thresholdWithout: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Shown {
  readonly threshold: number;
  readonly setters: {
    readonly images: readonly Setter[];
    readonly generated: {
      readonly defects: number;
      readonly found: number;
      readonly foundWithout: readonly number[];
    };
  };
}

/** A bright fiber on one good image. */
const fiber = { left: 20, top: 60, width: 40, height: 4 };

describe('the good images that set the threshold, on the command line', () => {
  let root: string;
  let train: string;
  let model: string;
  let fitted: string;

  beforeAll(async () => {
    root = await temporaryFolder();
    await writeParts(join(root, 'tile'), { testGood: 2 });
    train = join(root, 'tile/train/good');
    model = join(root, 'tile.nominal');
    const path = join(train, '006.png');
    const bright = { create: { ...fiber, channels: 3 as const, background: '#ffffff' } };
    const input = await sharp(bright).png().toBuffer();
    const spoiled = await sharp(path)
      .composite([{ input, left: fiber.left, top: fiber.top }])
      .png()
      .toBuffer();
    await sharp(spoiled).toFile(path);
    ({ out: fitted } = await runNominal('fit', train, '--out', model, ...quickFit));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('are named in the last lines of a fit, with their places, and by show', async () => {
    const line = /006\.png: \S+ at x \d+, y \d+, \d+ × \d+ px; without it: threshold [\d.]+\n/;
    expect(fitted).toMatch(/The threshold is set by the good images that score highest:\n/);
    expect(fitted).toMatch(line);
    expect((await runNominal('show', model)).out).toMatch(line);
  });

  it('are marked on the images, and more generated defects are found without them', async () => {
    const overlays = join(root, 'marked');
    const run = await runNominal(
      ...['show', model, '--setters', train, '--overlays', overlays, '--json'],
    );
    expect(run.err).toBe('');
    const { threshold, setters } = JSON.parse(run.out) as Shown;
    const [{ name, place, thresholdWithout }] = setters.images;
    expect(name).toBe('006.png');
    expect(thresholdWithout).toBeLessThan(threshold);
    const { defects, found, foundWithout } = setters.generated;
    expect(defects).toBe(45);
    expect(foundWithout[0]).toBeGreaterThan(found);

    expect(await filesBelow(overlays)).toEqual([join(overlays, '006.png')]);
    const [before, after] = await Promise.all(
      [join(train, '006.png'), join(overlays, '006.png')].map((path) =>
        sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true }),
      ),
    );
    const { width } = after.info;
    // The frame around the box is drawn, its inside is not.
    const pixel = ({ data }: typeof after, y: number, x: number) =>
      [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)].join();
    const { x, y, height } = place.box;
    const middle = Math.round(y + height / 2);
    expect(pixel(after, middle, Math.floor(x) - 1)).toBe('64,255,96');
    expect(pixel(after, middle, Math.ceil(x) + 1)).toBe(pixel(before, middle, Math.ceil(x) + 1));
  });

  it('are measured with progress that only rises', async () => {
    const { err } = await runNominal('show', model, '--setters', train);
    const percents = [...err.matchAll(/(\d+) %/g)].map(([, percent]) => Number(percent));
    expect(percents.at(-1)).toBe(100);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  });

  it('must be among the images', async () => {
    const run = await runNominal('show', model, '--setters', join(root, 'tile/test/good'));
    expect(run.exitCode).toBeGreaterThan(1);
    expect(run.err).toMatch(/006\.png, which sets the threshold, is not among the images/);
  });
});
