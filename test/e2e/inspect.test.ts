import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../../src/demo/index.ts';
import {
  filesBelow,
  partHeight,
  partWidth,
  quickFit,
  temporaryFolder,
  writeParts,
} from './parts.ts';
import { type Run, runNominal } from './runNominal.ts';

describe('fit and inspect on the command line', () => {
  let root: string;
  let model: string;
  let fitted: Run;
  let good: string;
  let stain: string;

  beforeAll(async () => {
    root = await temporaryFolder();
    model = join(root, 'models', 'tile.nominal');
    await writeParts(join(root, 'tile'));
    good = join(root, 'tile/test/good');
    stain = join(root, 'tile/test/stain/000.png');
    fitted = await runNominal('fit', join(root, 'tile/train/good'), '--out', model, ...quickFit);
  });
  afterAll(() => rm(root, { recursive: true }));

  it('fit writes one model file, making its folder, and says what it holds', async () => {
    expect(fitted.exitCode).toBe(0);
    expect(fitted.out).toMatch(/16 images, 120 bank rows of 128 values/);
    expect(fitted.out).toMatch(/threshold \d/);
    expect(await filesBelow(join(root, 'models'))).toEqual([model]);
  });

  it('fit tells what resizing loses of wide images, and which size keeps their proportions', async () => {
    const wide = join(root, 'wide');
    const parts = { category: 'tile', seed: 1, height: 96, width: 384 } as const;
    await writeDataset(wide, { ...parts, trainGood: 4, testGood: 0, testDefective: 0 });
    const fit = [join(wide, 'train/good'), '--out', join(root, 'wide.nominal'), ...quickFit];
    const { out } = await runNominal('fit', ...fit);
    expect(out).toContain(
      'images of 96x384 are resized to 96x96 (height x width): details below about 1 x 8 px are lost; ' +
        '--resize 96x384 keeps their proportions, in about 4 times the time\n',
    );
    const json = (await runNominal('fit', ...fit, '--json')).out.trimEnd().split('\n').at(-1);
    expect(JSON.parse(json ?? '')).toMatchObject({
      resolution: {
        image: { height: 96, width: 384 },
        resized: { height: 96, width: 96 },
        smallestDetail: { height: 1, width: 8 },
        suggestion: { keeps: 'aspect', resize: { height: 96, width: 384 }, timesPixels: 4 },
      },
    });
  });

  it('exits with 0 and a table of nominal verdicts where every image is good', async () => {
    const { exitCode, out } = await runNominal('inspect', model, good);
    const [header, , ...rows] = out.trimEnd().split('\n');
    expect(header).toMatch(/^image +verdict +score +threshold +p-value +regions +ms$/);
    for (const row of rows.slice(0, 4)) expect(row).toMatch(/good\/\d+\.png +nominal/);
    expect(rows[4]).toBe('4 inspected, 4 nominal, 0 anomalous');
    expect(rows[5]).toMatch(
      /^16 images resolve a rate of 5.88 % or more: the threshold holds that/,
    );
    expect(exitCode).toBe(0);
  });

  it('exits with 1 where one image among good ones is anomalous', async () => {
    const { exitCode, out } = await runNominal('inspect', model, good, stain);
    expect(out).toMatch(/stain\/000\.png +anomalous/);
    expect(out).toContain('5 inspected, 4 nominal, 1 anomalous');
    expect(exitCode).toBe(1);
  });

  it('prints one JSON object per image, of exactly the documented form, and nothing else', async () => {
    const { exitCode, out, err } = await runNominal('inspect', model, good, stain, '--json');
    const results = linesOf(out);
    expect(results.map(({ path }) => basename(path))).toHaveLength(5);
    for (const result of results) {
      expect(Object.keys(result)).toEqual([
        'path',
        'imageScore',
        'pValue',
        'tailPValue',
        'pValueExtrapolated',
        'falseRejectRate',
        'heldRate',
        'threshold',
        'thresholdExtrapolated',
        'verdict',
        'regions',
        'zones',
        'warnings',
        'drift',
        'rejects',
        'appearance',
        'cause',
        'timing',
      ]);
      expect(result.verdict).toBe(result.imageScore > result.threshold ? 'anomalous' : 'nominal');
      expect(result.pValue).toBeGreaterThan(0);
      expect(result.pValue).toBeLessThanOrEqual(1);
      if (result.verdict === 'anomalous')
        expect(result.pValue).toBeLessThanOrEqual(result.heldRate);
      else expect(result.pValue).toBeGreaterThanOrEqual(result.heldRate);
      const { totalMs, ...stages } = result.timing;
      expect(Object.keys(stages)).toEqual([
        'decodeMs',
        'preprocessMs',
        'extractMs',
        'searchMs',
        'scoreMs',
      ]);
      expect(Object.values(stages).reduce((a, b) => a + b)).toBeCloseTo(totalMs, 1);
    }
    const found = results[4];
    expect(found).toMatchObject({ path: stain, verdict: 'anomalous', heldRate: 1 / 17 });
    expect(found).toMatchObject({ thresholdExtrapolated: false });
    expect(found.regions.length).toBeGreaterThan(0);
    for (const region of found.regions) {
      expect(Object.keys(region)).toEqual([
        'x',
        'y',
        'width',
        'height',
        'area',
        'maxScore',
        'meanScore',
        'contours',
        'belowPixelThreshold',
      ]);
      expect(region.x + region.width).toBeLessThanOrEqual(partWidth);
      expect(region.y + region.height).toBeLessThanOrEqual(partHeight);
      expect(region.area).toBeLessThanOrEqual(region.width * region.height);
    }
    expect(err).toBe('');
    expect(exitCode).toBe(1);
  });

  it('has the highest value of the map, and a region, where the mask has the defect', async () => {
    const maps = join(root, 'peak');
    const { out } = await runNominal('inspect', model, stain, '--json', '--maps', maps);
    const [{ regions }] = linesOf(out);
    const { values } = await readMap(join(maps, '000.npy'));
    const peak = placeOf(values.indexOf(values.reduce((a, b) => Math.max(a, b))));
    const mask = await sharp(join(root, 'tile/ground_truth/stain/000_mask.png'))
      .extractChannel(0)
      .raw()
      .toBuffer();
    const marked = [...mask.keys()].filter((i) => mask[i] === 255).map(placeOf);
    const nearestPx = Math.min(...marked.map(({ x, y }) => Math.hypot(x - peak.x, y - peak.y)));
    // A cell of the patch grid is about 9 pixels wide here.
    expect(nearestPx).toBeLessThan(9);
    expect(
      regions.some(
        ({ x, y, width, height }) =>
          peak.x >= x && peak.x < x + width && peak.y >= y && peak.y < y + height,
      ),
    ).toBe(true);
  });

  it('reports a bad file among many with its code, inspects the others, and exits with the code of the error', async () => {
    const mixed = join(root, 'mixed');
    await mkdir(mixed);
    await copyFile(join(good, '000.png'), join(mixed, 'a.png'));
    await writeFile(join(mixed, 'b.png'), 'no image');
    await copyFile(stain, join(mixed, 'c.png'));

    const table = await runNominal('inspect', model, mixed);
    expect(table.exitCode).toBe(4);
    expect(table.err).toMatch(/b\.png.*\[IMAGE_UNREADABLE\]/);
    expect(table.out).toContain('2 inspected, 1 nominal, 1 anomalous; 1 could not be inspected\n');

    const json = await runNominal('inspect', model, mixed, '--json');
    expect(json.exitCode).toBe(4);
    const lines = linesOf(json.out);
    expect(lines.map(({ path }) => basename(path))).toEqual(['a.png', 'b.png', 'c.png']);
    expect(lines[1]).toEqual({
      path: join(mixed, 'b.png'),
      error: { code: 'IMAGE_UNREADABLE', message: expect.stringContaining('b.png') },
    });
  });

  it('tries everything that looks like an image in a folder, even dead links and unsupported kinds: no part passes unseen', async () => {
    const folder = join(root, 'unseen');
    await mkdir(folder);
    await copyFile(join(good, '000.png'), join(folder, 'a.jfif'));
    await symlink('gone.png', join(folder, 'dead.png'));
    const heic = fileURLToPath(
      new URL('../fixtures/images/unsupported/phone.heic', import.meta.url),
    );
    await copyFile(heic, join(folder, 'phone.heic'));
    const { exitCode, out, err } = await runNominal('inspect', model, folder);
    expect(out).toContain('1 inspected, 1 nominal, 0 anomalous');
    expect(err).toMatch(/dead\.png does not exist.*\[INPUT_NOT_FOUND\]/);
    expect(err).toMatch(
      /phone\.heic cannot be decoded: HEIC is not supported.*\[IMAGE_UNSUPPORTED\]/,
    );
    expect(exitCode).toBe(4);
    const fit = await runNominal(
      ...['fit', folder, '--out', join(root, 'unseen.nominal'), ...quickFit, '--json'],
    );
    expect(fit.err).toMatch(
      /^nominal: 2 files left out: .*dead\.png \(a link that leads nowhere\), .*phone\.heic \(an unsupported kind/,
    );
    const fitted = JSON.parse(fit.out.trimEnd().split('\n').at(-1) ?? '') as Record<
      string,
      unknown
    >;
    expect(fitted).toMatchObject({
      images: 1,
      notRead: [
        { path: join(folder, 'dead.png'), reason: 'a link that leads nowhere' },
        { path: join(folder, 'phone.heic'), reason: 'an unsupported kind of image' },
      ],
    });
  });

  it('takes a JPEG with a harmless fault in its header where --lenient-jpeg asks for it', async () => {
    const path = join(root, 'camera.jpg');
    const sound = await sharp(join(good, '000.png')).jpeg({ quality: 95 }).toBuffer();
    const at = sound.indexOf(Buffer.of(0xff, 0xdb));
    const padded = Buffer.concat([sound.subarray(0, at), Buffer.alloc(4), sound.subarray(at)]);
    await writeFile(path, padded);
    expect((await runNominal('inspect', model, path)).exitCode).toBe(4);
    expect((await runNominal('inspect', model, path, '--lenient-jpeg')).exitCode).toBeLessThan(2);
    await writeFile(path, padded.subarray(0, padded.length >> 1));
    expect((await runNominal('inspect', model, path, '--lenient-jpeg')).exitCode).toBe(4);
  });

  it('writes overlays and maps of the size of the image, at its place below the folder of all', async () => {
    const [overlays, maps] = [join(root, 'overlays'), join(root, 'maps')];
    await runNominal('inspect', model, good, stain, '--overlays', overlays, '--maps', maps);
    const names = ['good/000', 'good/001', 'good/002', 'good/003', 'stain/000'];
    expect(await filesBelow(overlays)).toEqual(names.map((name) => join(overlays, `${name}.png`)));
    expect(await filesBelow(maps)).toEqual(names.map((name) => join(maps, `${name}.npy`)));
    const { width, height, channels } = await sharp(join(overlays, 'stain/000.png')).metadata();
    expect([height, width, channels]).toEqual([partHeight, partWidth, 3]);
    const { shape } = await readMap(join(maps, 'stain/000.npy'));
    expect(shape).toBe(`${partHeight}, ${partWidth}`);
  });

  it('writes an output for each of two images that differ only in their ending', async () => {
    const [twins, overlays] = [join(root, 'twins'), join(root, 'twin-overlays')];
    await mkdir(twins);
    await copyFile(join(good, '000.png'), join(twins, 'a.png'));
    await sharp(join(good, '000.png')).jpeg().toFile(join(twins, 'a.jpg'));
    await runNominal('inspect', model, twins, '--overlays', overlays);
    expect(await filesBelow(overlays)).toEqual(
      ['a-2.png', 'a.png'].map((name) => join(overlays, name)),
    );
  });

  it('draws the whole map over an image, and outlines a defect and nothing in a good image', async () => {
    const overlays = join(root, 'drawn');
    await runNominal('inspect', model, join(good, '001.png'), stain, '--overlays', overlays);
    expect(await outlinePixels(join(overlays, 'good/001.png'))).toBe(0);
    expect(await outlinePixels(join(overlays, 'stain/000.png'))).toBeGreaterThan(10);
  });

  it('writes maps as 16-bit PNG that, times a scale that is the same for all images, are the values of the .npy', async () => {
    const maps = join(root, 'both');
    const mapOf = (image: string, format: string) =>
      runNominal('inspect', model, image, '--json', '--maps', maps, '--map-format', format);
    const other = await mapOf(join(good, '000.png'), 'png');
    const { out } = await mapOf(stain, 'png');
    await mapOf(stain, 'npy');
    const { mapScale } = JSON.parse(out) as { readonly mapScale: number };
    expect(JSON.parse(other.out)).toMatchObject({ mapScale });
    const { data, info } = await sharp(join(maps, '000.png'))
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    expect([info.height, info.width, info.channels]).toEqual([partHeight, partWidth, 1]);
    expect((await sharp(join(maps, '000.png')).metadata()).depth).toBe('ushort');
    const { values } = await readMap(join(maps, '000.npy'));
    const levels = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    expect(levels).toHaveLength(values.length);
    // No value is clipped at white, and the scale is not too coarse for details.
    const brightest = levels.reduce((a, b) => Math.max(a, b));
    expect(brightest).toBeGreaterThan(4096);
    expect(brightest).toBeLessThan(65_535);
    values.forEach((value, i) => {
      expect(Math.abs(levels[i] * mapScale - value)).toBeLessThanOrEqual(0.51 * mapScale);
    });
  });

  it.each([
    ['an inspected image', ['--overlays', 'tile/test/good']],
    ['an overlay by a map', ['--overlays', 'same', '--maps', 'same', '--map-format', 'png']],
  ])('refuses to overwrite %s', async (_, flags) => {
    const before = await readFile(join(good, '000.png'));
    const args = flags.map((flag) => (/^--|^png$/.test(flag) ? flag : join(root, flag)));
    const { exitCode, err } = await runNominal('inspect', model, good, ...args);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/would be overwritten.*\[CONFIG_INVALID\]/);
    expect(await readFile(join(good, '000.png'))).toEqual(before);
  });

  it('takes another false-reject rate, which moves the threshold and the verdicts', async () => {
    const strict = await runNominal('inspect', model, good, '--json', '--false-reject-rate', '0.9');
    expect(strict.exitCode).toBe(1);
    const [loose] = linesOf((await runNominal('inspect', model, good, '--json')).out);
    expect(linesOf(strict.out)[0].threshold).toBeLessThan(loose.threshold);
  });

  it('takes files, folders and glob patterns, and an image named twice only once', async () => {
    const { out } = await runNominal(
      'inspect',
      model,
      join(good, '00[23].png'),
      good,
      join(good, '..', 'good', '000.png'),
      '--json',
    );
    expect(linesOf(out).map(({ path }) => basename(path))).toEqual([
      '002.png',
      '003.png',
      '000.png',
      '001.png',
    ]);
  });
});

interface JsonResult {
  readonly path: string;
  readonly imageScore: number;
  readonly pValue: number;
  readonly heldRate: number;
  readonly threshold: number;
  readonly verdict: string;
  readonly regions: readonly Readonly<
    Record<'x' | 'y' | 'width' | 'height' | 'area' | 'maxScore', number>
  >[];
  readonly timing: Readonly<Record<string, number>>;
}

function linesOf(out: string): readonly JsonResult[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonResult);
}

async function readMap(path: string): Promise<{ shape: string; values: Float32Array }> {
  const bytes = await readFile(path);
  const start = 10 + bytes.readUInt16LE(8);
  const [, shape] = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start)) ?? [];
  return { shape, values: new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer) };
}

function placeOf(index: number): { x: number; y: number } {
  return { x: index % partWidth, y: Math.floor(index / partWidth) };
}

/** Number of pixels in the color of outlines. */
async function outlinePixels(path: string): Promise<number> {
  const data = await sharp(path).removeAlpha().raw().toBuffer();
  let count = 0;
  for (let at = 0; at < data.length; at += 3)
    if (data[at] === 0 && data[at + 1] === 229 && data[at + 2] === 255) count++;
  return count;
}
