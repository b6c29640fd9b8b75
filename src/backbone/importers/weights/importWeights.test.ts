import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFloatNpy } from '../../../../test/oracle/readNpy.ts';
import { writeModelFile } from '../../onnx/index.ts';
import { openWeights, type WeightFile } from '../../weights/index.ts';
import { type ArchitectureName, architectures } from './architectures.ts';
import { importWeights } from './importWeights.ts';

const fixtures = fileURLToPath(new URL('../../../../test/fixtures/backbones/', import.meta.url));

interface Case {
  readonly architecture: ArchitectureName;
  readonly taps: readonly string[];
}

function caseOf(label: string): Case {
  return JSON.parse(readFileSync(join(fixtures, label, 'case.json'), 'utf8')) as Case;
}

function weightsOf(label: string): string {
  const path = join(fixtures, label, 'weights.pth');
  return existsSync(path) ? path : join(fixtures, label, 'weights.safetensors');
}

/** A weight file with tensors of zeros, to see what an importer makes of names and shapes. */
function fakeFile(shapes: ReadonlyMap<string, readonly number[]>): WeightFile {
  const read = (name: string) =>
    Promise.resolve(new Float32Array((shapes.get(name) ?? []).reduce((a, b) => a * b, 1)));
  return { path: 'fake.pth', shapes, read, close: () => Promise.resolve() };
}

describe('importWeights', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-weights-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(readdirSync(fixtures))(
    'gives the taps that PyTorch gives, to 1e-4 of the largest value: %s',
    async (label) => {
      const { architecture, taps } = caseOf(label);
      const file = await openWeights(weightsOf(label));
      const trunk = importWeights(file, architecture, taps);
      expect(trunk.taps.map(({ name }) => name)).toEqual(taps);
      const path = join(folder, `${label}.onnx`);
      const sha256 = await writeModelFile(path, trunk.lazy);
      await file.close();
      expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
      const session = await ort.InferenceSession.create(path, { logSeverityLevel: 3 });
      const { shape, data } = readFloatNpy(join(fixtures, label, 'input.npy'));
      const outputs = await session.run({ input: new ort.Tensor('float32', data, shape) });
      await session.release();
      for (const { name, channels, stride } of trunk.taps) {
        const expected = readFloatNpy(join(fixtures, label, `${name}.npy`));
        expect(outputs[name].dims).toEqual(expected.shape);
        expect(channels).toBe(expected.shape[1]);
        expect(Math.abs(shape[2] / stride - expected.shape[2])).toBeLessThan(1);
        const received = outputs[name].data as Float32Array;
        let worst = 0;
        let largest = 0;
        for (const [i, value] of expected.data.entries()) {
          worst = Math.max(worst, Math.abs(value - received[i]));
          largest = Math.max(largest, Math.abs(value));
        }
        expect(worst / largest).toBeLessThan(1e-4);
      }
    },
  );

  it('leaves out what lies deeper than the deepest tap', async () => {
    const file = await openWeights(weightsOf('resnet18'));
    const { lazy } = importWeights(file, 'resnet18', ['layer1']);
    await file.close();
    const names = lazy.tensors.map(({ name }) => name);
    expect(names).toContain('layer1.1.conv2.weight');
    expect(names.filter((name) => name.startsWith('layer2'))).toEqual([]);
  });

  it('refuses weights of another architecture and names the tensor', async () => {
    const file = await openWeights(weightsOf('resnet18'));
    for (const [name, missing] of [
      ['densenet201', 'features.conv0.weight'],
      ['dinov2_vits14', 'patch_embed.proj.weight'],
      ['mobilenet_v2', 'features.0.0.weight'],
    ] as const) {
      expect(() => importWeights(file, name)).toThrow(missing);
    }
    await file.close();
  });

  it('refuses a network that has more tensors than the architecture, such as gates', async () => {
    const file = await openWeights(weightsOf('resnet18'));
    const shapes = new Map([...file.shapes, ['layer1.0.se.fc1.weight', [1, 8, 1, 1]]]);
    await file.close();
    expect(() => importWeights(fakeFile(shapes), 'resnet18')).toThrow('layer1.0.se.fc1.weight');
  });

  it('refuses a tap that the architecture has not and lists its own', async () => {
    const file = await openWeights(weightsOf('resnet18'));
    expect(() => importWeights(file, 'resnet18', ['layer9'])).toThrow(/layer9.*layer1, layer2/);
    await file.close();
  });

  it('refuses a kernel that does not fit the channels before it', async () => {
    const file = await openWeights(weightsOf('resnet18'));
    const shapes = new Map([...file.shapes, ['layer2.0.conv1.weight', [16, 7, 3, 3]]]);
    await file.close();
    expect(() => importWeights(fakeFile(shapes), 'resnet18')).toThrow('layer2.0.conv1.weight');
  });

  it('names default taps that every architecture has at growing strides', () => {
    for (const { defaultTaps } of Object.values(architectures)) {
      expect(defaultTaps.length).toBe(2);
    }
  });
});
