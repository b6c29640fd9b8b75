import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importWeights } from '../../src/backbone/importers/weights/index.ts';
import { type NodeProto, readModel, writeModelFile } from '../../src/backbone/onnx/index.ts';
import { openWeights } from '../../src/backbone/weights/index.ts';
import { Random } from '../../src/core/random/index.ts';
import { encodeSafetensors, type StoredTensor } from '../../src/model/safetensors.ts';
import { sharedPath } from './sharedFolder.ts';

const modelPath = sharedPath('backbones/resnet50v2-imagenet/model.onnx');

/**
 * The tensors of the given ONNX file under the names of a state dictionary: its operations are in the
 * order of the network, and each refers to its constants.
 */
function stateDictionary(): Record<string, StoredTensor> {
  const { graph } = readModel(readFileSync(modelPath), modelPath);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const state: Record<string, StoredTensor> = {};
  const put = (node: NodeProto, name: string, parts: readonly string[]) => {
    for (const [i, part] of parts.entries()) {
      const tensor = constants.get(node.input[i + 1]);
      if (tensor === undefined) continue;
      const data = new Float32Array(Uint8Array.from(tensor.rawData).buffer);
      state[`${name}.${part}`] = { shape: tensor.dims.map(Number), data };
    }
  };
  const norms = graph.node.filter(({ opType }) => opType === 'BatchNormalization');
  const convolutions = graph.node.filter(({ opType }) => opType === 'Conv');
  const normParts = ['weight', 'bias', 'running_mean', 'running_var'];
  put(norms[0], 'stem.input_norm', normParts);
  put(convolutions[0], 'stem.conv', ['weight', 'bias']);
  let norm = 1;
  let convolution = 1;
  for (const [stage, depth] of [3, 4, 6].entries()) {
    for (let block = 0; block < depth; block++) {
      const name = `stages.${stage}.blocks.${block}`;
      put(norms[norm++], `${name}.norm1`, normParts);
      for (const part of ['conv1', 'conv2', 'conv3', ...(block === 0 ? ['downsample.conv'] : [])]) {
        put(convolutions[convolution++], `${name}.${part}`, ['weight', 'bias']);
      }
    }
  }
  expect([norm, convolution]).toEqual([norms.length, convolutions.length]);
  return state;
}

describe.skipIf(!existsSync(modelPath))(
  'resnet50v2-imagenet imported again from its tensors (skipped without ../shared)',
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-resnet50v2-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('gives the taps of the given file to 1e-5 of the largest value', async () => {
      const weights = join(folder, 'weights.safetensors');
      await writeFile(weights, encodeSafetensors({}, stateDictionary()));
      const file = await openWeights(weights);
      const trunk = importWeights(file, 'resnet50v2');
      const path = join(folder, 'model.onnx');
      await writeModelFile(path, trunk.lazy);
      await file.close();

      const random = new Random(5);
      const values = Float32Array.from({ length: 3 * 97 * 131 }, () => random.gaussian());
      const input = new ort.Tensor('float32', values, [1, 3, 97, 131]);
      const [given, again] = await Promise.all(
        [modelPath, path].map(async (model) => {
          const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
          const outputs = await session.run({ input });
          await session.release();
          return outputs;
        }),
      );
      for (const tap of ['layer2', 'layer3']) {
        expect(again[tap].dims).toEqual(given[tap].dims);
        const expected = given[tap].data as Float32Array;
        const received = again[tap].data as Float32Array;
        let worst = 0;
        let largest = 0;
        for (const [i, value] of expected.entries()) {
          worst = Math.max(worst, Math.abs(value - received[i]));
          largest = Math.max(largest, Math.abs(value));
        }
        expect(worst / largest).toBeLessThan(1e-5);
      }
    });
  },
);
