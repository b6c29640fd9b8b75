import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDataset } from '../../src/demo/index.ts';
import { openDataset, readFolders } from '../../src/datasets/index.ts';
import { NominalError } from '../../src/errors/index.ts';
import { exportModel } from '../../src/export/index.ts';
import { Family, fitFamily } from '../../src/family/index.ts';
import { encodePng, type ImageSource, type RawFrame } from '../../src/image/index.ts';
import { importModel } from '../../src/import/index.ts';
import {
  Detector,
  evaluate,
  fit,
  type Inspection,
  overlayOf,
  recalibrate,
  reportDefects,
  screen,
  update,
} from '../../src/detector/index.ts';

const options = { resize: { height: 64, width: 64 }, dimension: 128, bankRows: 60 };

/** Values that a JavaScript caller may pass. */
const anything = (value: unknown) => value as never;

describe('the library', () => {
  let folder = '';
  let good = '';
  let detector: Detector;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-library-'));
    good = join(folder, 'train/good');
    const counts = { trainGood: 6, testGood: 1, testDefective: 1 };
    await writeDataset(folder, { category: 'tile', seed: 1, height: 72, width: 80, ...counts });
    detector = await fit(good, options);
    await detector.save(join(folder, 'tile.nominal'));
  });
  afterAll(async () => {
    await detector?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function inspectionsOf(images: Parameters<Detector['inspectAll']>[0]) {
    const found: Inspection[] = [];
    for await (const one of detector.inspectAll(images)) {
      if ('error' in one) throw one.error;
      found.push(one);
    }
    return found;
  }

  it('takes a folder, a pattern or a file by its name where it takes images', async () => {
    expect(detector.model.images).toHaveLength(6);
    expect(await inspectionsOf(good)).toHaveLength(6);
    expect(await inspectionsOf(join(good, '*0.png'))).toHaveLength(1);
    expect(await screen(good, options)).toHaveLength(6);
    await expect(fit(join(folder, 'absent'))).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
  });

  it.each([
    ['a number', 7],
    ['nothing', undefined],
    ['the bytes of one image', new Uint8Array(9)],
    ['one raw frame', { height: 8, width: 8, channels: 1, data: new Uint8Array(64) }],
  ])('refuses %s instead of images, in words', async (_name, images) => {
    const wanted = { code: 'CONFIG_INVALID', message: expect.stringContaining('not images') };
    await expect(fit(anything(images))).rejects.toMatchObject(wanted);
    await expect(detector.inspectAll(anything(images)).next()).rejects.toMatchObject(wanted);
    await expect(recalibrate(detector, anything(images))).rejects.toMatchObject(wanted);
  });

  it.each([
    ['a number', 7, 'number'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an ArrayBuffer', new ArrayBuffer(8), 'new Uint8Array(buffer)'],
    ['a Blob', new Blob(['x']), 'await blob.arrayBuffer()'],
    ['a URL', new URL('file:///part.png'), 'fileURLToPath'],
    ['a function', () => 'part.png', 'function'],
    [
      'a frame of floats',
      { height: 8, width: 8, channels: 1, data: new Float32Array(64) },
      'Float32Array',
    ],
    [
      'a frame of clamped bytes',
      { height: 8, width: 8, channels: 1, data: new Uint8ClampedArray(64) },
      'data.buffer',
    ],
    ['a frame of a list', { height: 8, width: 8, channels: 1, data: Array(64).fill(0) }, 'Array'],
    ['a frame without data', { height: 8, width: 8, channels: 1 }, 'raw frame'],
  ])('refuses %s as an image, in words, and goes on with the next', async (_name, image, words) => {
    const wanted = { code: 'IMAGE_UNREADABLE', message: expect.stringContaining(words) };
    await expect(detector.inspect(anything(image))).rejects.toMatchObject(wanted);
    await expect(fit([anything(image)], options)).rejects.toMatchObject(wanted);
    const [first, second] = await all(
      detector.inspectAll([anything(image), frame()] as ImageSource[]),
    );
    expect(first).toMatchObject({ path: null, error: wanted });
    expect(second).toMatchObject({ verdict: expect.any(String) });
  });

  it('refuses options that it does not know, with the nearest that it knows, wherever it takes options', async () => {
    const model = join(folder, 'tile.nominal');
    const wrong = anything({ sginal: undefined });
    const [dataset] = await openDataset(folder);
    const calls: readonly (() => Promise<unknown>)[] = [
      () => Detector.load(model, anything({ falseRejectRatee: 0.1 })),
      () => fit(good, options, wrong),
      () => screen(good, options, wrong),
      () => detector.save(join(folder, 'other.nominal'), wrong),
      () => detector.inspectAll(good, wrong).next(),
      () => update(detector, anything({ addd: good })),
      () => update(detector, { add: good }, wrong),
      () => recalibrate(detector, good, anything({ falseRejectRatee: 0.1 })),
      () => recalibrate(detector, good, {}, wrong),
      () => reportDefects(detector, detector.model, good, anything({ misCost: 1 })),
      () => evaluate(dataset, options, wrong),
      () => exportModel(detector, {}, wrong),
      () => exportModel(detector, anything({ precison: 'int8' })),
      () => importModel('absent', good, {}, wrong),
      () => openDataset(folder, anything({ sed: 1 })),
      () => readFolders(anything({ good, defective: good, mask: good })),
      () => Family.open(folder, anything({ maxDetector: 1 })),
      () => fitFamily([], folder, options, anything({ unknownRat: 0.1 })),
      () => fitFamily([anything({ name: 'a', image: good })], folder, options),
      () =>
        detector.save(join(folder, 'other.nominal'), anything({ signal: new AbortController() })),
      () => detector.inspectAll(good, anything({ onProgress: 1 })).next(),
    ];
    for (const [i, call] of calls.entries()) {
      const error = await call().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error, `call ${i}`).toBeInstanceOf(NominalError);
      expect(error, `call ${i}`).toMatchObject({ code: 'CONFIG_INVALID' });
      if (i < calls.length - 2) {
        expect(error, `call ${i}`).toMatchObject({
          message: expect.stringContaining('did you mean'),
        });
      }
    }
  });

  it('refuses values of options that JSON cannot write', async () => {
    const itself: { self?: unknown } = {};
    itself.self = itself;
    for (const value of [10n, itself, () => 1]) {
      const wrong = { ...options, bankRows: anything(value) };
      await expect(fit(good, wrong)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });

  it('writes an inspection as JSON without its pixels, and a failure with its words', async () => {
    const inspection = await detector.inspect(frame());
    const text = JSON.stringify(inspection);
    expect(text.length).toBeLessThan(3000);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(inspection.toJSON())));
    expect(Object.keys(JSON.parse(text) as object)).toEqual(
      expect.arrayContaining(['path', 'imageScore', 'pValue', 'threshold', 'verdict', 'regions']),
    );
    const [failure] = await all(detector.inspectAll(['absent.png']));
    expect(JSON.parse(JSON.stringify(failure))).toEqual({
      path: 'absent.png',
      error: { code: 'INPUT_NOT_FOUND', message: expect.stringContaining('absent.png') },
    });
    const [screened] = await screen(good, options);
    expect(JSON.stringify(screened).length).toBeLessThan(1000);
  });

  it('hands out encoders for its pictures', async () => {
    const overlay = overlayOf(await detector.inspect(frame()));
    expect((await encodePng(overlay)).subarray(1, 4)).toEqual(Buffer.from('PNG'));
  });

  it('once closed reports that, however often it is closed and whatever is called', async () => {
    const own = await Detector.load(join(folder, 'tile.nominal'));
    await Promise.all([own.close(), own.close()]);
    await own.close();
    await own[Symbol.asyncDispose]();
    const closed = { code: 'CLOSED' };
    await expect(own.inspect(frame())).rejects.toMatchObject(closed);
    await expect(own.inspectAll([frame()]).next()).rejects.toMatchObject(closed);
    await expect(update(own, { add: good })).rejects.toMatchObject(closed);
    await expect(recalibrate(own, good)).rejects.toMatchObject(closed);
    await expect(exportModel(own)).rejects.toMatchObject(closed);
    expect(own.model.images).toHaveLength(6);
  });

  it('reports that it was closed between two images of a stream', async () => {
    const own = await Detector.load(join(folder, 'tile.nominal'));
    const stream = own.inspectAll(
      (async function* () {
        yield await Promise.resolve(frame());
        await own.close();
        yield frame();
      })(),
    );
    await expect(all(stream)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it.each([1, 2])(
    'ends the inspection of a stalled stream at once when it is aborted, with %i workers',
    async (workers) => {
      const own = await Detector.load(join(folder, 'tile.nominal'), { runtime: { workers } });
      const controller = new AbortController();
      const stalled = (async function* () {
        yield frame();
        await new Promise(() => undefined);
      })();
      const seen: string[] = [];
      const reading = (async () => {
        const job = { signal: controller.signal };
        for await (const one of own.inspectAll(stalled, job)) {
          seen.push('error' in one ? one.error.code : one.verdict);
          controller.abort();
        }
      })();
      await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(seen).toHaveLength(1);
      await own.close();
    },
  );

  it('ends a fit, a screening, a calibration and an update from a stalled stream likewise', async () => {
    const jobs: readonly ((images: AsyncIterable<ImageSource>, signal: AbortSignal) => unknown)[] =
      [
        (images, signal) => fit(images, options, { signal }),
        (images, signal) => screen(images, options, { signal }),
        (images, signal) => recalibrate(detector, images, {}, { signal }),
        (images, signal) => update(detector, { add: images }, { signal }),
      ];
    for (const job of jobs) {
      const controller = new AbortController();
      const stalled = (async function* () {
        yield frame();
        controller.abort();
        await new Promise(() => undefined);
      })();
      await expect(job(stalled, controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    }
  });
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A camera's frame. */
function frame(): RawFrame {
  const data = new Uint8Array(72 * 80 * 3).map((_, i) => (i * 31) % 251);
  return { height: 72, width: 80, channels: 3, data };
}
