import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createModel, GraphBuilder, GraphProtoSchema, writeModel } from './onnx/index.ts';
import { resolveBackbone } from './resolveBackbone.ts';

const graph = create(GraphProtoSchema, { name: 'tiny' });
new GraphBuilder(graph, 'tiny').node('Relu', ['input'], {}, 'tap');
const bytes = writeModel(createModel(graph, 'test'));
const manifest = {
  name: 'tiny',
  description: 'nothing',
  input: {
    name: 'input',
    layout: 'NCHW',
    color: 'RGB',
    range: [0, 1],
    mean: [0, 0, 0],
    std: [1, 1, 1],
    size: 32,
  },
  taps: [{ name: 'tap', channels: 4, stride: 8 }],
  license: 'MIT',
  source: 'made up',
  sha256: createHash('sha256').update(bytes).digest('hex'),
};

describe('resolveBackbone', () => {
  let root: string;
  let folder: string;
  let count = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-resolve-'));
  });
  afterAll(() => rm(root, { recursive: true }));
  beforeEach(async () => {
    folder = join(root, String(count++));
    await mkdir(folder);
    await writeFile(join(folder, 'model.onnx'), bytes);
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  });

  it('takes a folder or the ONNX file in it', async () => {
    for (const path of [folder, join(folder, 'model.onnx')]) {
      const found = await resolveBackbone(path);
      expect(found.manifest.name).toBe('tiny');
      expect(found.directory).toBe(folder);
      expect((await found.readGraph()).graph.node[0].opType).toBe('Relu');
    }
  });

  it('refuses an ONNX file with one byte changed', async () => {
    const changed = bytes.slice();
    changed[changed.length - 1] ^= 1;
    await writeFile(join(folder, 'model.onnx'), changed);
    const found = await resolveBackbone(folder);
    await expect(found.readGraph()).rejects.toMatchObject({ code: 'BACKBONE_INVALID' });
  });

  it('says what names there are for a name that is none', async () => {
    await expect(resolveBackbone('resnet-9000')).rejects.toMatchObject({
      code: 'BACKBONE_NOT_FOUND',
      message: expect.stringContaining('movenet-lightning'),
    });
  });

  it.each(['model.onnx', 'manifest.json'])('reports a missing %s as not found', async (name) => {
    await rm(join(folder, name));
    await expect(resolveBackbone(folder)).rejects.toMatchObject({ code: 'BACKBONE_NOT_FOUND' });
  });

  it.each([
    ['{', 'not JSON'],
    [JSON.stringify({ ...manifest, taps: [] }), 'taps'],
    [JSON.stringify({ ...manifest, sha256: 'abc' }), 'sha256'],
    [JSON.stringify({ ...manifest, input: { ...manifest.input, layout: 'NHWC' } }), 'input.layout'],
    [JSON.stringify({ ...manifest, defaultTaps: ['other'] }), 'other'],
  ])('refuses the manifest %s and names the fault', async (text, fault) => {
    await writeFile(join(folder, 'manifest.json'), text);
    await expect(resolveBackbone(folder)).rejects.toMatchObject({
      code: 'BACKBONE_INVALID',
      message: expect.stringContaining(fault),
    });
  });
});
