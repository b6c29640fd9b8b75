import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFitConfig, resolveRuntimeConfig } from '../../src/config/index.ts';
import { Matrix } from '../../src/core/tensor/index.ts';
import { joinParts } from '../../src/detector/features/ExtractedImage.ts';
import { Detector, writeModel } from '../../src/detector/index.ts';
import { Pipeline } from '../../src/detector/features/Pipeline.ts';
import { importModel } from '../../src/import/index.ts';
import { sharedFolder } from './sharedFolder.ts';

const expectedFile = `${sharedFolder}oracle/end-to-end/expected.json`;
const backbone = `${sharedFolder}backbones/resnet50v2-imagenet`;
const absent = !existsSync(expectedFile) || !existsSync(backbone);

/** Bytes of an IndexFlatL2 as faiss writes it. */
function flatIndex({ rows, columns, data }: Matrix): Uint8Array {
  const header = Buffer.alloc(45);
  header.write('IxF2', 0, 'latin1');
  header.writeInt32LE(columns, 4);
  header.writeBigInt64LE(BigInt(rows), 8);
  header.writeUInt8(1, 32);
  header.writeInt32LE(1, 33);
  header.writeBigUInt64LE(BigInt(rows * columns), 37);
  return Buffer.concat([header, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** A pickle of protocol 2: short strings, numbers below 65536, lists, and a tuple of three. */
function pickle(value: unknown): string {
  if (typeof value === 'string') return `X${bytes(value.length, 4)}${value}`;
  if (typeof value === 'number') return `M${bytes(value, 2)}`;
  if (Array.isArray(value)) return `(${value.map(pickle).join('')}t`;
  const items = Object.entries(value as object).map(([key, item]) => pickle(key) + pickle(item));
  return `}(${items.join('')}u`;
}

const bytes = (value: number, count: number) =>
  String.fromCharCode(...Array.from({ length: count }, (_, i) => (value >> (8 * i)) & 255));

describe.skipIf(absent)(
  'an imported bank of the original implementation (skipped without ../shared)',
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-imported-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('gives the image scores of the original, whose distances are squared, to 3 %', async () => {
      const {
        train,
        test,
        image_scores: scores,
      } = JSON.parse(readFileSync(expectedFile, 'utf8')) as {
        readonly train: readonly string[];
        readonly test: readonly string[];
        readonly image_scores: readonly number[];
      };
      const config = resolveFitConfig({ backbone, resize: 256, crop: 224 });
      const pipeline = await Pipeline.open(config, resolveRuntimeConfig({ threads: 2 }), null);
      const bank = Matrix.zeros(train.length * 784, 1024);
      for (const [i, path] of train.entries()) {
        const [{ parts }] = await pipeline.extract([await pipeline.prepare(sharedFolder + path)]);
        bank.data.set((await joinParts(parts)).features.data, i * 784 * 1024);
      }
      await pipeline.close();
      await writeFile(join(folder, 'nnscorer_search_index.faiss'), flatIndex(bank));
      const parameters = {
        'backbone.name': 'resnetv2_50',
        layers_to_extract_from: ['layer2', 'layer3'],
        input_shape: [3, 224, 224],
        pretrain_embed_dimension: 1024,
        target_embed_dimension: 1024,
        patchsize: 3,
        patchstride: 1,
        anomaly_scorer_num_nn: 1,
      };
      const text = `\x80\x02${pickle(parameters)}.`;
      await writeFile(join(folder, 'patchcore_params.pkl'), Buffer.from(text, 'latin1'));

      const good = `${sharedFolder}data/mtd/MT_Free/Imgs/`;
      const heldOut = (await readdir(good)).filter((name) => name.startsWith('exp3_'));
      const images = heldOut.filter((name) => name.endsWith('.jpg')).slice(0, 5);
      const sources = images.map((name) => good + name);
      await expect(importModel(folder, sources)).rejects.toThrow('resnetv2_50');
      const { model } = await importModel(folder, sources, { backbone });
      await writeModel(join(folder, 'imported.nominal'), model);
      const detector = await Detector.load(join(folder, 'imported.nominal'));
      for (const [i, path] of test.entries()) {
        const { imageScore } = await detector.inspect(sharedFolder + path);
        expect(Math.abs(imageScore ** 2 / scores[i] - 1)).toBeLessThan(0.03);
      }
      await detector.close();
    });
  },
);
