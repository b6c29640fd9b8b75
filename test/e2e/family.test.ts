import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../../src/demo/index.ts';
import { Detector } from '../../src/detector/index.ts';
import { NominalError } from '../../src/errors/index.ts';
import { decodeRouter, encodeRouter } from '../../src/family/routerFile.ts';
import { Family } from '../../src/family/index.ts';
import { filesBelow, quickFit, temporaryFolder } from './parts.ts';
import { runNominal } from './runNominal.ts';

const products = ['cap', 'tile', 'wood'] as const;

describe('a family of products', () => {
  let root: string;
  let family: string;
  const good = (product: string) => filesBelow(join(root, product, 'test/good'));

  beforeAll(async () => {
    root = await temporaryFolder();
    family = join(root, 'family');
    const counts = { trainGood: 10, testGood: 3, testDefective: 2 };
    for (const category of [...products, 'gear'] as const) {
      const folder = join(root, category);
      await writeDataset(folder, { category, seed: 1, height: 96, width: 96, ...counts });
    }
    const fitted = await runNominal(
      ...['fit', '--products', ...products.map((name) => join(root, name))],
      ...['--out', family, ...quickFit, '--json'],
    );
    expect(fitted).toMatchObject({ exitCode: 0, err: '' });
    expect(JSON.parse(fitted.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'fitted',
      unknownRate: 0.01,
      products: products.map((name) => ({
        name,
        images: 10,
        resolution: { image: { height: 96, width: 96 } },
        unknown: { images: 10, falseRejectRate: 0.01, moreImages: 89 },
      })),
    });
  });
  afterAll(() => rm(root, { recursive: true }));

  it('finds out which product an image shows, and inspects it with its model', async () => {
    const images = (await Promise.all(products.map(good))).flat();
    const run = await runNominal('inspect', family, ...images, '--product', 'auto', '--json');
    const lines = run.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { path: string; product: string | null; verdict: string });
    expect(lines.map(({ path }) => path)).toEqual(images);
    for (const { path, product } of lines) expect(path).toContain(join(root, String(product)));
    const own = await runNominal('inspect', family, images[0], '--product', 'cap', '--json');
    const { imageScore } = JSON.parse(own.out) as { imageScore: number };
    expect(lines[0]).toMatchObject({ imageScore });
  });

  it('writes overlays, maps and annotations of the images whose product it knows', async () => {
    const [cap] = await good('cap');
    const [tile] = await good('tile');
    const [gear] = await good('gear');
    const out = join(root, 'out');
    const run = await runNominal(
      ...['inspect', family, cap, tile, gear, '--json', '--explain', '--map-format', 'png'],
      ...['--overlays', join(out, 'overlays'), '--maps', join(out, 'maps')],
      ...['--labelme', join(out, 'labelme'), '--coco', join(out, 'coco.json')],
    );
    expect(run.err).toBe('');
    const lines = run.out.trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual([
      expect.arrayContaining(['explanations', 'mapScale']),
      expect.arrayContaining(['explanations', 'mapScale']),
      ['product', 'routing', 'path', 'verdict'],
    ]);
    for (const kind of ['overlays', 'maps', 'labelme'])
      expect(await filesBelow(join(out, kind)), kind).toHaveLength(2);
    const coco = JSON.parse(await readFile(join(out, 'coco.json'), 'utf8')) as {
      images: unknown[];
    };
    expect(coco.images).toHaveLength(2);
    const detector = await Detector.load(join(family, 'tile.nominal'));
    const { mapScale } = JSON.parse(lines[1]) as { mapScale: number };
    expect(mapScale).toBeCloseTo((8 * detector.pixelThreshold) / 65_535, 12);
    await detector.close();
  });

  it('calls a product unknown that it never saw', async () => {
    const images = await good('gear');
    const run = await runNominal('inspect', family, ...images, '--json');
    expect(run.exitCode).toBe(1);
    for (const line of run.out.trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ product: null, verdict: 'unknown-product' });
    const table = await runNominal('inspect', family, images[0]);
    expect(table.out).toMatch(/unknown-product/);
    // Ten images cannot guarantee a rate of 1 %, and the table says so.
    expect(table.out).toMatch(
      / is nearest to .*, which has too few images \(10\) for a rate of 1 %: 89 more would do/,
    );
    const [line] = run.out.split('\n');
    expect(JSON.parse(line)).toMatchObject({ routing: { extrapolated: true } });
  });

  it('reports an image that cannot be read in its place', async () => {
    const broken = join(root, 'broken.png');
    await writeFile(broken, 'no image');
    const [image] = await good('cap');
    const run = await runNominal('inspect', family, broken, image, '--json');
    expect(run.exitCode).toBe(4);
    expect(run.out.trim().split('\n')).toHaveLength(2);
  });

  it('keeps no more models in memory than it may', async () => {
    const opened = await Family.open(family, { maxDetectors: 1 });
    const [cap] = await good('cap');
    const [tile] = await good('tile');
    const first = await opened.inspect(cap);
    await opened.inspect(tile);
    const again = await opened.inspect(cap);
    expect(again.known && first.known && again.inspection.imageScore).toBe(
      first.known && first.inspection.imageScore,
    );
    await opened.close();
  });

  it('refuses folders that make no family, and leaves nothing behind', async () => {
    const out = join(root, 'none');
    const one = await runNominal('fit', '--products', join(root, 'cap'), '--out', out);
    expect(one).toMatchObject({ exitCode: 2, err: expect.stringContaining('at least two') });
    const twice = await runNominal(
      'fit',
      '--products',
      join(root, 'cap'),
      join(root, 'cap'),
      '--out',
      out,
    );
    expect(twice).toMatchObject({ exitCode: 2, err: expect.stringContaining('cap twice') });
    const taken = await runNominal(
      'fit',
      '--products',
      join(root, 'cap'),
      join(root, 'tile'),
      '--out',
      family,
    );
    expect(taken).toMatchObject({
      exitCode: 7,
      err: expect.stringContaining('Name a folder that does not exist yet'),
    });
    expect(existsSync(out)).toBe(false);
    const model = join(family, 'cap.nominal');
    const image = (await good('cap'))[0];
    const wrong = await runNominal('inspect', model, image, '--product', 'cap');
    expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringContaining('not a family') });
    for (const option of ['--threshold', '--explain']) {
      const refused = await runNominal('inspect', family, image, option, '5');
      expect(refused).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('--product NAME'),
      });
    }
  });

  it('reads its router back as it was, and refuses a damaged one', async () => {
    const path = join(family, 'family.router');
    const bytes = new Uint8Array(await readFile(path));
    expect(encodeRouter(decodeRouter(bytes.slice(), path))).toEqual(bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice();
        damaged[at] ^= change;
        for (const wrong of [damaged, bytes.slice(0, at)]) {
          try {
            decodeRouter(wrong, path);
            throw new Error('was read');
          } catch (error) {
            expect(error).toBeInstanceOf(NominalError);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
