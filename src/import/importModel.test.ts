import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addBackbone, resolveBackbone } from '../backbone/index.ts';
import { Detector, update, writeModel } from '../detector/index.ts';
import { NominalError } from '../errors/index.ts';
import { readModel } from '../backbone/onnx/index.ts';
import { dissectGraph } from './anomalib/dissectGraph.ts';
import { importModel } from './importModel.ts';

// Written by faiss, pickle and torch.onnx: test/oracle/foreign_models.py --fixtures.
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../test/fixtures/imports/${name}`, import.meta.url));
const weights = fileURLToPath(
  new URL('../../test/fixtures/backbones/resnet18/weights.pth', import.meta.url),
);

const parts = Array.from({ length: 10 }, (_, i) =>
  fixture(`parts/${String(i).padStart(2, '0')}.png`),
);
const [train, heldOut] = [parts.slice(0, 4), parts.slice(4)];
const thin = { backbone: 'thin' };

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof NominalError ? error.code : String(error);
}

describe('importModel', () => {
  let root: string;
  let expected: Readonly<Record<string, readonly number[]>>;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-import-'));
    vi.stubEnv('NOMINAL_HOME', join(root, 'home'));
    await addBackbone(weights, { architecture: 'resnet18', name: 'thin' });
    const text = await readFile(fixture('expected.json'), 'utf8');
    expected = (JSON.parse(text) as { scores: typeof expected }).scores;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  });

  const scoresOf = async (model: string) => {
    const detector = await Detector.load(model);
    try {
      const scores: number[] = [];
      for (const image of heldOut) scores.push((await detector.inspect(image)).imageScore);
      return scores;
    } finally {
      await detector.close();
    }
  };

  it.each([
    ['original', thin],
    ['original/nnscorer_search_index.faiss', thin],
    ['anomalib-0.7', {}],
    ['anomalib-1/model.onnx', {}],
  ])('gives the scores that the program itself gives: %s', async (name, options) => {
    const { model } = await importModel(fixture(name), heldOut, options);
    const file = join(root, 'imported.nominal');
    await writeModel(file, model);
    const scores = await scoresOf(file);
    const wanted = expected[name.split('/')[0]];
    for (const [i, score] of scores.entries()) {
      expect(Math.abs(score - wanted[i])).toBeLessThan(2e-3 * wanted[i]);
    }
  });

  it('states where the rows come from, and that their coverage is unknown', async () => {
    const at = new Date('2026-01-02T03:04:05Z');
    const { model } = await importModel(fixture('original'), heldOut, thin, { at });
    expect(model.images).toEqual([
      { name: 'nnscorer_search_index.faiss', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(model.coveringRadius).toBeNull();
    expect(model.calibration).toMatchObject({ method: 'held-out' });
    expect(model.calibration.images).toHaveLength(heldOut.length);
    expect(model.changes).toMatchObject([{ kind: 'import', at: at.toISOString() }]);
    const file = join(root, 'rows.nominal');
    await writeModel(file, model);
    const detector = await Detector.load(file);
    const [reason] = (await detector.inspect(heldOut[0])).explain();
    expect(reason.trainingImage.name).toBe('nnscorer_search_index.faiss');
    expect(reason.trainingPatch).toBe(reason.bankRow);
    expect(await codeOf(update(detector, { add: train }))).toBe('CONFIG_INVALID');
    await detector.close();
  });

  it('makes no model without good images, because it would have no threshold', async () => {
    expect(await codeOf(importModel(fixture('original'), [], thin))).toBe('TOO_FEW_IMAGES');
    expect(await codeOf(importModel(fixture('original'), heldOut.slice(0, 1), thin))).toBe(
      'TOO_FEW_IMAGES',
    );
  });

  it('names the network whose weights are not available', async () => {
    const import_ = importModel(fixture('original'), heldOut);
    await expect(import_).rejects.toThrow('nominal backbone pull wide_resnet50_2');
  });

  it('refuses another network that gives rows of the same length', async () => {
    const other = fileURLToPath(
      new URL('../../test/fixtures/backbones/resnext50_32x4d/weights.pth', import.meta.url),
    );
    await addBackbone(other, { architecture: 'resnext50_32x4d', name: 'other' });
    const foreign = importModel(fixture('original'), heldOut, { backbone: 'other' });
    await expect(foreign).rejects.toThrow('do not resemble those in the bank');
  });

  it('finds out how the graph prepares images from its outputs', async () => {
    const { model } = await importModel(fixture('anomalib-1'), heldOut, { backbone: 'probed' });
    expect(model.config).toMatchObject({
      resize: { height: 70, width: 72 },
      crop: { height: 64, width: 64 },
      reweighting: 'density',
      reweightingNeighbors: 9,
    });
    const { mean, std } = (await resolveBackbone('probed')).manifest.input;
    for (const [c, value] of [0.485, 0.456, 0.406].entries()) expect(mean[c]).toBeCloseTo(value, 5);
    for (const [c, value] of [0.229, 0.224, 0.225].entries()) expect(std[c]).toBeCloseTo(value, 5);
  });

  it('asks for metadata.json if the graph itself does not prepare images', async () => {
    const folder = join(root, 'alone');
    await mkdir(folder);
    await copyFile(fixture('anomalib-0.7/model.onnx'), join(folder, 'model.onnx'));
    await expect(importModel(folder, heldOut)).rejects.toThrow('--metadata');
    const metadata = join(folder, 'other.json');
    const steps = [{ __class_fullname__: 'albumentations.Rotate', limit: 3 }];
    await writeFile(metadata, JSON.stringify({ transform: { transform: { transforms: steps } } }));
    await expect(importModel(folder, heldOut, { metadata })).rejects.toThrow('received Rotate');
    await writeFile(metadata, '{"transform":');
    expect(await codeOf(importModel(folder, heldOut, { metadata }))).toBe('MODEL_DAMAGED');
  });

  it('refuses an ONNX file of something else', async () => {
    const { modelPath } = await resolveBackbone('thin');
    expect(await codeOf(importModel(modelPath, heldOut))).toBe('IMPORT_UNSUPPORTED');
  });

  it('answers a damaged graph with its parts or a NominalError', async () => {
    const good = await readFile(fixture('anomalib-0.7/model.onnx'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: good.length }),
        (changes, end) => {
          const bytes = Uint8Array.from(good.subarray(0, end));
          for (const [at, value] of changes) bytes[at % end] = value;
          try {
            dissectGraph(readModel(bytes, 'model.onnx').graph, 'model.onnx');
          } catch (error) {
            expect(error).toBeInstanceOf(NominalError);
          }
        },
      ),
      { numRuns: 300 },
    );
    const cut = join(root, 'cut.onnx');
    await writeFile(cut, good.subarray(0, good.length / 2));
    expect(await codeOf(importModel(cut, heldOut))).toBe('MODEL_DAMAGED');
  });

  it('refuses an ensemble by the names of its files, and takes one of them', async () => {
    const folder = join(root, 'ensemble');
    await mkdir(folder);
    for (const name of ['nnscorer_search_index.faiss', 'patchcore_params.pkl'])
      for (const member of ['Ensemble-1-2_', 'Ensemble-2-2_'])
        await copyFile(fixture(`original/${name}`), join(folder, member + name));
    await expect(importModel(folder, heldOut, thin)).rejects.toThrow('Ensemble-2-2_nnscorer');
    const one = join(folder, 'Ensemble-2-2_nnscorer_search_index.faiss');
    expect((await importModel(one, heldOut, thin)).model.bank.rows).toBe(60);
  });
});
