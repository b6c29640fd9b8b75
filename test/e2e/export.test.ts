import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Detector, fit } from '../../src/detector/index.ts';
import { readModel, writeModel } from '../../src/backbone/onnx/index.ts';
import { exportModel, readExported, verifyExported } from '../../src/export/index.ts';
import { metadataKeys } from '../../src/export/metadata.ts';
import { CHECKSUM_PLACEHOLDER, seal } from '../../src/export/seal.ts';
import { filesBelow, quickOptions, temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';

const python = '/usr/bin/python3';
const hasChecker = (() => {
  try {
    execFileSync(python, ['-c', 'import onnx.checker'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('an exported model', () => {
  let folder = '';
  let model = '';
  let file = '';
  let good: string[] = [];
  let tests: string[] = [];
  let detector: Detector;

  beforeAll(async () => {
    folder = await temporaryFolder();
    model = join(folder, 'tile.nominal');
    file = join(folder, 'tile.onnx');
    await writeParts(folder, { trainGood: 10, testGood: 2, testDefective: 3 });
    good = await filesBelow(join(folder, 'train/good'));
    tests = await filesBelow(join(folder, 'test'));
    detector = await fit(good, quickOptions);
    await detector.save(model);
  });
  afterAll(async () => {
    await detector?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Largest difference of scores and maps from the library's, over the test images. */
  async function furthest(bytes: Uint8Array): Promise<{ score: number; verdicts: number }> {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    let score = 0;
    let verdicts = 0;
    for (const path of tests) {
      const inspection = await detector.inspect(path);
      const { height, width, data } = inspection.image;
      const image = new Tensor('uint8', data, [1, height, width, 3]);
      const results = await session.run({ image });
      const value = (name: string) => Number(results[name].data[0]);
      score = Math.max(
        score,
        Math.abs(value('image_score') - inspection.imageScore),
        Math.abs(value('p_value') - inspection.pValue),
        Math.abs(value('tail_p_value') - inspection.tailPValue),
      );
      if (value('anomalous') !== Number(inspection.verdict === 'anomalous')) verdicts++;
      expect(results.anomaly_map.dims).toEqual([1, 96, 96]);
    }
    await session.release();
    return { score, verdicts };
  }

  it('is written and verified by the command line, and gives the scores of the library to 1e-4', async () => {
    const run = await runNominal('export', model, '-o', file, '--json');
    expect(run.err).toBe('');
    const { bytes, networkInput } = JSON.parse(run.out) as {
      bytes: number;
      networkInput: unknown;
    };
    const written = await readFile(file);
    expect(written.length).toBe(bytes);
    expect(networkInput).toEqual({ height: 96, width: 96 });
    const { score, verdicts } = await furthest(written);
    expect(score).toBeLessThan(1e-4);
    expect(verdicts).toBe(0);
    const verified = await runNominal('verify', file);
    expect(verified.exitCode).toBe(0);
    expect(verified.out).toContain('as expected');
  });

  it('is smaller and nearly equal with fewer bits', async () => {
    const whole = (await readFile(file)).length;
    const half = await exportModel(detector, { precision: 'float16', bank: 'float16' });
    expect(half.file.length).toBeLessThan(0.6 * whole);
    expect((await furthest(half.file)).score).toBeLessThan(0.05);
    const eight = await exportModel(
      detector,
      { precision: 'int8', bank: 'int8' },
      { observed: good },
    );
    expect(eight.file.length).toBeLessThan(0.7 * whole);
    expect((await furthest(eight.file)).score).toBeLessThan(3);
  });

  it('for images of one size and of floats has fixed shapes', async () => {
    const imageSize = { height: 96, width: 112 };
    const { file: bytes } = await exportModel(detector, { imageSize, input: 'float32' });
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const { image, imageScore } = await detector.inspect(tests[0]);
    const pixels = Float32Array.from(image.data);
    const results = await session.run({ image: new Tensor('float32', pixels, [1, 96, 112, 3]) });
    expect(Number(results.image_score.data[0])).toBeCloseTo(imageScore, 4);
  });

  it('passes the checker of ONNX and its shape inference in every variant (skipped without python3-onnx)', async (context) => {
    if (!hasChecker) context.skip();
    const script = `
import onnx, sys
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
print([[d.dim_param or d.dim_value for d in o.type.tensor_type.shape.dim] for o in inferred.graph.output])`;
    const weighted = await Detector.create(
      {
        ...detector.model,
        config: { ...detector.model.config, reweighting: 'density', neighbors: 3 },
      },
      detector.pipeline,
    );
    const imageSize = { height: 96, width: 112 };
    const variants = [
      await exportModel(detector),
      await exportModel(detector, { precision: 'float16', bank: 'float16' }),
      await exportModel(detector, { precision: 'int8', bank: 'int8' }, { observed: good }),
      await exportModel(detector, { imageSize, input: 'float32' }),
      await exportModel(weighted),
    ];
    const path = join(folder, 'variant.onnx');
    for (const variant of variants) {
      await writeFile(path, variant.file);
      const out = execFileSync(python, ['-c', script, path], { encoding: 'utf8' });
      expect(out.trim()).toBe(
        "[['images'], ['images'], ['images'], ['images'], ['images', 12, 12], ['images', 96, 96]]",
      );
    }
  });

  it('that is damaged, cut short or of another kind is refused', async () => {
    const bytes = await readFile(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] ^= change;
        expect(() => readExported(damaged, 'part.onnx')).toThrow(/not an intact exported model/);
        expect(() => readExported(bytes.subarray(0, at), 'part.onnx')).toThrow(
          /not an intact exported model/,
        );
        return Promise.resolve();
      }),
      { numRuns: 12 },
    );
    const other = join(folder, 'other.onnx');
    await writeFile(other, bytes.subarray(0, 5000));
    const run = await runNominal('verify', other);
    expect(run.exitCode).toBe(5);
    expect(run.err).toContain('EXPORT_DAMAGED');
    expect((await runNominal('verify', join(folder, 'absent.onnx'))).exitCode).toBe(3);
  });

  it('whose metadata say something else under a valid checksum is refused, or differs', async () => {
    const bytes = await readFile(file);
    /** The file with one key of its metadata changed, and sealed again. */
    const rewritten = (key: string, change: (text: string) => string) => {
      const onnx = readModel(bytes, 'part.onnx');
      for (const entry of onnx.metadataProps) {
        if (entry.key === key) entry.value = change(entry.value);
        if (entry.key === metadataKeys.sha256) entry.value = CHECKSUM_PLACEHOLDER;
      }
      const written = writeModel(onnx);
      seal(written);
      return written;
    };
    const edited = (key: string, edit: (value: Record<string, never>) => unknown) =>
      rewritten(key, (text) => JSON.stringify(edit(JSON.parse(text) as Record<string, never>)));
    const refused = [
      rewritten(metadataKeys.manifest, (text) => text.slice(1)),
      rewritten(metadataKeys.selfTest, () => ''),
      edited(metadataKeys.manifest, () => null),
      edited(metadataKeys.manifest, (value) => ({ ...value, version: 99 })),
      edited(metadataKeys.manifest, (value) => ({ ...value, surprise: 1 })),
      edited(metadataKeys.manifest, (value) => ({ ...value, calibration: undefined })),
      edited(metadataKeys.manifest, (value) => ({
        ...value,
        patchGrid: { height: 12, width: 13 },
      })),
      edited(metadataKeys.manifest, (value) => ({
        ...value,
        networkInput: { height: 9, width: 9 },
      })),
      edited(metadataKeys.manifest, (value) => ({ ...value, config: { resize: 'all' } })),
      edited(metadataKeys.selfTest, (value) => ({
        ...value,
        image: { height: 65536, width: 65536 },
      })),
      edited(metadataKeys.selfTest, (value) => ({ ...value, tile: { height: 1, width: 1 } })),
      edited(metadataKeys.selfTest, (value) => ({ ...value, tolerance: -1 })),
    ];
    for (const [i, wrong] of refused.entries()) {
      const verified = verifyExported(wrong, 'part.onnx');
      await expect(verified, `case ${i}`).rejects.toMatchObject({ code: 'EXPORT_DAMAGED' });
    }
    const other = edited(metadataKeys.selfTest, (value) => ({
      ...value,
      expected: { ...(value.expected as object), imageScore: -5 },
    }));
    const { differences } = await verifyExported(other, 'part.onnx');
    expect(differences.map(({ name }) => name)).toEqual(['imageScore']);
  });

  it('re-weights image scores by density as the library does', async () => {
    const config = { ...detector.model.config, reweighting: 'density' as const };
    for (const neighbors of [1, 3]) {
      const model = { ...detector.model, config: { ...config, neighbors } };
      const weighted = await Detector.create(model, detector.pipeline);
      const { file: bytes } = await exportModel(weighted);
      const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
      for (const path of tests) {
        const { image, imageScore } = await weighted.inspect(path);
        const dims = [1, image.height, image.width, 3];
        const results = await session.run({ image: new Tensor('uint8', image.data, dims) });
        expect(Number(results.image_score.data[0])).toBeCloseTo(imageScore, 4);
      }
      await session.release();
    }
  });

  it('is refused if a graph cannot express the model', async () => {
    const config = { ...detector.model.config, resize: 96, tile: 96 };
    const changed = await Detector.create({ ...detector.model, config }, detector.pipeline);
    await expect(exportModel(changed)).rejects.toMatchObject({
      code: 'EXPORT_UNSUPPORTED',
      message: expect.stringMatching(/in tiles.*depends on the image/s),
    });
    await expect(exportModel(detector, { precision: 'int8' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
