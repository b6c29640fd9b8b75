import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/backbone/readManifest.ts';
import { type ErrorCode, errorCodes } from '../../src/errors/index.ts';
import { quickFit, temporaryFolder, writeParts } from './parts.ts';
import { type Run, runNominal } from './runNominal.ts';

const shipped = fileURLToPath(new URL('../../dist/backbones/movenet-lightning/', import.meta.url));

describe('bad input', () => {
  let root: string;
  const at = (...parts: string[]) => join(root, ...parts);

  beforeAll(async () => {
    root = await temporaryFolder();
    await writeParts(at('tile'), { testGood: 2, testDefective: 0 });
    await cp(shipped, at('backbone'), { recursive: true });
    const [own, shippedOne] = await Promise.all([
      runNominal(
        'fit',
        at('tile/train/good'),
        '-o',
        at('own.nominal'),
        ...quickFit,
        '--backbone',
        at('backbone'),
      ),
      runNominal('fit', at('tile/train/good'), '-o', at('good.nominal'), ...quickFit),
    ]);
    expect([own.exitCode, shippedOne.exitCode]).toEqual([0, 0]);

    await mkdir(at('empty'));
    await mkdir(at('one'));
    await cp(at('tile/train/good/000.png'), at('one/000.png'));
    await writeFile(at('text.png'), 'this is no image');
    await writeFile(at('nothing.png'), '');
    const jpeg = await sharp(at('tile/train/good/000.png')).jpeg().toBuffer();
    await writeFile(at('cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
    await sharp({ create: { width: 1, height: 1, channels: 3, background: '#888' } })
      .png()
      .toFile(at('dot.png'));
  });
  afterAll(() => rm(root, { recursive: true }));

  /** A failed run: the code and its exit code, one line that names the culprit, nothing else. */
  function expectFailure({ exitCode, out, err }: Run, code: ErrorCode, ...names: string[]): void {
    expect(err).toMatch(new RegExp(`^nominal: .*\\[${code}\\]\\n$`));
    for (const name of names) expect(err).toContain(name);
    expect(exitCode).toBe(errorCodes[code].exitCode);
    expect(exitCode).toBeGreaterThanOrEqual(2);
    expect(out).toBe('');
  }

  describe('of fit', () => {
    /** Fits from good parts and one bad input; nothing may be written. */
    async function fitWith(...args: string[]): Promise<Run> {
      const run = await runNominal(
        'fit',
        ...args,
        '--quiet',
        '-o',
        at('out/x.nominal'),
        ...quickFit,
      );
      await expect(readdir(at('out'))).rejects.toMatchObject({ code: 'ENOENT' });
      return run;
    }

    it.each<[what: string, path: string, code: ErrorCode]>([
      ['an empty folder', 'empty', 'INPUT_EMPTY'],
      ['a missing folder', 'absent', 'INPUT_NOT_FOUND'],
      ['a glob pattern that matches nothing', 'tile/*.bmp', 'INPUT_NOT_FOUND'],
      ['a text file named .png', 'text.png', 'IMAGE_UNREADABLE'],
      ['a truncated JPEG', 'cut.jpg', 'IMAGE_UNREADABLE'],
      ['a file of 0 bytes', 'nothing.png', 'IMAGE_UNREADABLE'],
      ['an image of 1×1 pixel', 'dot.png', 'IMAGE_TOO_SMALL'],
    ])('%s among good images is refused by name', async (_, path, code) => {
      expectFailure(await fitWith(at('tile/train/good'), at(path)), code, at(path));
    });

    it('a whole data set is refused, and its good training images are named', async () => {
      const run = await fitWith(at('tile'));
      expectFailure(run, 'CONFIG_INVALID', `Name ${at('tile/train/good')}`);
    });

    it('an empty file is called empty, as inspect calls it', async () => {
      const run = await fitWith(at('tile/train/good'), at('nothing.png'));
      expectFailure(run, 'IMAGE_UNREADABLE', 'it is empty');
    });

    it('a backbone that is not there is reported with the names of those that are', async () => {
      const run = await fitWith(at('one'), '--backbone', at('nowhere'));
      expectFailure(run, 'BACKBONE_NOT_FOUND', at('nowhere'), 'movenet-lightning');
    });

    it('a backbone whose file is not the one of its manifest is refused', async () => {
      await cp(shipped, at('changed'), { recursive: true });
      const path = at('changed/manifest.json');
      const manifest = await readManifest(path);
      await writeFile(path, JSON.stringify({ ...manifest, sha256: '0'.repeat(64) }));
      const run = await fitWith(at('one'), '--backbone', at('changed'));
      expectFailure(run, 'BACKBONE_INVALID', at('changed'), manifest.sha256);
    });

    it('a tap that the backbone does not have is named', async () => {
      expectFailure(await fitWith(at('one'), '--taps', 'block_99'), 'BACKBONE_INVALID', 'block_99');
    });

    it.each([
      ['--coreset-ratio', '1.5', 'a number above 0 and at most 1, such as 0.1'],
      ['--coreset-ratio', 'many', 'a number above 0 and at most 1, such as 0.1'],
      ['--neighbors', '0', 'a whole number from 1 to 100'],
      ['--resize', '96x', 'a whole number from 16 to 16384, HEIGHTxWIDTH or none, such as 256x256'],
      ['--resize', '1x1', 'a whole number from 16 to 16384'],
      ['--crop', 'wide', 'a whole number from 16 to 16384, HEIGHTxWIDTH or none'],
      ['--seed', '-1', 'a whole number of at least 0'],
      ['--false-reject-rate', '1%', 'a number above 0 and below 1, such as 0.01'],
      ['--reweighting', 'sometimes', 'none or density'],
      ['--augment', 'flip,spin', 'rotate, flip or brightness'],
      ['--threads', '0', 'a whole number from 1 to 1024'],
      ['--batch-images', '1.5', 'a whole number from 1 to 1024'],
    ])('%s %s is refused as it is written, with what is expected', async (option, value, text) => {
      const args = ['fit', at('one'), '--quiet', '-o', at('x.nominal'), `${option}=${value}`];
      const run = await runNominal(...args);
      expectFailure(run, 'CONFIG_INVALID', `${option}: expected ${text}`);
    });

    it('an output below a file, or that is a folder, is refused before any work and leaves nothing', async () => {
      const args = [at('tile/train/good'), '--json', ...quickFit];
      const below = await runNominal('fit', ...args, '-o', at('text.png/x.nominal'));
      expectFailure(below, 'OUTPUT_FAILED', at('text.png/x.nominal'));
      const before = await readdir(root);
      const folder = await runNominal('fit', ...args, '-o', at('empty'));
      expectFailure(folder, 'OUTPUT_FAILED', at('empty'));
      expect(await readdir(root)).toEqual(before);
    });
  });

  describe('of inspect', () => {
    it.each<[what: string, path: string, code: ErrorCode]>([
      ['an empty folder', 'empty', 'INPUT_EMPTY'],
      ['a missing image', 'absent.png', 'INPUT_NOT_FOUND'],
      ['a glob pattern that matches nothing', 'tile/*.bmp', 'INPUT_NOT_FOUND'],
      ['a text file named .png', 'text.png', 'IMAGE_UNREADABLE'],
      ['a truncated JPEG', 'cut.jpg', 'IMAGE_UNREADABLE'],
      ['a file of 0 bytes', 'nothing.png', 'IMAGE_UNREADABLE'],
      ['an image of 1×1 pixel', 'dot.png', 'IMAGE_TOO_SMALL'],
    ])('%s is refused by name', async (_, path, code) => {
      const run = await runNominal('inspect', at('good.nominal'), at(path), '--quiet');
      expectFailure(run, code, at(path));
    });

    const inspectWith = (model: string) =>
      runNominal('inspect', at(model), at('tile/test/good'), '--quiet');

    it.each([
      ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
      ['cut down to its header', (bytes: Buffer) => bytes.subarray(0, 2000)],
      ['with one byte changed', (bytes: Buffer) => flip(bytes, bytes.length - 5000)],
      ['with one byte changed in its header', (bytes: Buffer) => flip(bytes, 300)],
      ['of no bytes', () => Buffer.alloc(0)],
      ['that is an image', () => readFile(at('one/000.png'))],
    ])('a model %s is refused as damaged', async (_, change) => {
      await writeFile(at('damaged.nominal'), await change(await readFile(at('good.nominal'))));
      expectFailure(await inspectWith('damaged.nominal'), 'MODEL_DAMAGED', at('damaged.nominal'));
    });

    it('a model of a newer version is refused as such', async () => {
      const bytes = await readFile(at('good.nominal'));
      // Of the same length, so that the rest of the file stays valid.
      const newer = Buffer.from(
        bytes.toString('latin1').replace('\\"schemaVersion\\":2', '\\"schemaVersion\\":9'),
        'latin1',
      );
      expect(newer.equals(bytes)).toBe(false);
      await writeFile(at('newer.nominal'), newer);
      expectFailure(await inspectWith('newer.nominal'), 'MODEL_TOO_NEW', 'version 9');
    });

    it('a missing model, or a folder in its place, is named', async () => {
      expectFailure(await inspectWith('no.nominal'), 'INPUT_NOT_FOUND', at('no.nominal'));
      expectFailure(await inspectWith('empty'), 'INPUT_NOT_FOUND', at('empty'));
    });

    it('a model is refused with another network in the place of its backbone, and without it', async () => {
      expect((await inspectWith('own.nominal')).exitCode).toBe(0);
      const model = at('backbone/model.onnx');
      // The ONNX field doc_string: a working network with another checksum.
      const other = Buffer.concat([await readFile(model), Buffer.of(0x32, 1, 0x78)]);
      const manifest = await readManifest(at('backbone/manifest.json'));
      const sha256 = createHash('sha256').update(other).digest('hex');
      await writeFile(model, other);
      await writeFile(at('backbone/manifest.json'), JSON.stringify({ ...manifest, sha256 }));
      expectFailure(
        await inspectWith('own.nominal'),
        'BACKBONE_MISMATCH',
        manifest.sha256,
        sha256,
        at('own.nominal'),
      );
      await rm(at('backbone'), { recursive: true });
      expectFailure(await inspectWith('own.nominal'), 'BACKBONE_NOT_FOUND', at('backbone'));
      // The same network elsewhere is accepted.
      const args = ['inspect', at('own.nominal'), at('tile/test/good'), '--backbone', shipped];
      expect((await runNominal(...args)).exitCode).toBe(0);
    });

    it.each(['0', '1', '-1', 'low'])('a false-reject rate of %s is refused', async (rate) => {
      const args = ['inspect', at('good.nominal'), at('one'), '--quiet'];
      const run = await runNominal(...args, `--false-reject-rate=${rate}`);
      expectFailure(run, 'CONFIG_INVALID', 'false-reject rate');
    });

    it.each(['--overlays', '--maps'])('%s below a file fails as such', async (option) => {
      const args = ['inspect', at('good.nominal'), at('one'), '--quiet'];
      const run = await runNominal(...args, option, at('text.png/below'));
      expectFailure(run, 'OUTPUT_FAILED', at('text.png/below'));
    });
  });

  describe('of the command line', () => {
    it.each([
      ['screen', 'one', '--top', 'many'],
      ['screen', 'one', '--top', '0'],
      ['tune', 'one', '--max-images', 'many'],
      ['export', 'good.nominal', '-o', 'x.onnx', '--image-size', 'large'],
    ])('%s %s … refuses an option that has no such value', async (command, path, ...options) => {
      const run = await runNominal(command, at(path), ...options);
      expectFailure(run, 'CONFIG_INVALID', 'expected');
    });

    it('a calibration for a rate that cannot be leaves the model as it was', async () => {
      const before = await readFile(at('good.nominal'));
      const images = at('tile/test/good');
      for (const rate of ['0', '1', '5', 'low'])
        expectFailure(
          await runNominal('calibrate', at('good.nominal'), images, `--false-reject-rate=${rate}`),
          'CONFIG_INVALID',
        );
      expect(before.equals(await readFile(at('good.nominal')))).toBe(true);
    });

    it.each([
      [['fit', 'x', '-o', 'y', '--sed', '1'], 'Did you mean --seed?'],
      [['fit', 'x', '-o', 'y', '--coreset-ration', '1'], 'Did you mean --coreset-ratio?'],
      [['inspect', 'x', 'y', '--overlay', 'z'], 'Did you mean --overlays?'],
      [['fitt', 'x'], 'Did you mean fit?'],
      [['fit', 'x'], "'-o, --out <file>' not specified"],
      [['fit', '-o', 'y'], 'good-images'],
      [['inspect', 'x'], 'images'],
      [['inspect', 'x', 'y', '--map-format', 'gif'], 'npy, png'],
      [['evaluate'], '--train, --good and --defective'],
    ])('%j exits with 2 and says what would be right', async (args, hint) => {
      const { exitCode, out, err } = await runNominal(...args);
      expect(exitCode).toBe(2);
      expect(err).toContain(hint);
      expect(out).toBe('');
    });

    it('shows a stack trace only with --debug', async () => {
      const plain = await runNominal('inspect', at('text.png'), at('one'));
      expect(plain.err).not.toMatch(/\n +at /);
      const debug = await runNominal('inspect', at('text.png'), at('one'), '--debug');
      expect(debug.err).toMatch(/\n +at /);
    });
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] ^= 1;
  return changed;
}
