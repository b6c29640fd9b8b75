import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel, readModel } from './OnnxModel.ts';
import { createTensor } from './createTensor.ts';
import { GraphBuilder } from './GraphBuilder.ts';
import { GraphProtoSchema, TensorProto_DataType, TensorProtoSchema } from './generated/onnx_pb.ts';
import { readGraph } from './readGraph.ts';
import { writeModelFile } from './writeModelFile.ts';

describe('writeModelFile', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-write-'));
    path = join(folder, 'model.onnx');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const lazy = Float32Array.from({ length: 3000 }, (_, i) => i / 7);

  function example() {
    const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'g' }), 'p');
    const axes = builder.int64([1, 2]);
    builder.graph.initializer.push(
      create(TensorProtoSchema, {
        name: 'typed',
        dims: [2n],
        dataType: TensorProto_DataType.FLOAT,
        floatData: [1.5, -2],
      }),
    );
    builder.node('Sum', [axes, 'typed', 'weights'], {}, 'out');
    return createModel(builder.graph, 'test', 18);
  }

  it('writes what a whole model with these constants would be, and tells its hash', async () => {
    const tensors = [{ name: 'weights', dims: [30, 100], load: () => Promise.resolve(lazy) }];
    const seen: number[] = [];
    const model = example();
    const sha256 = await writeModelFile(
      path,
      { model, tensors },
      { onTensor: (n) => seen.push(n) },
    );
    const bytes = Uint8Array.from(await readFile(path));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    const expected = example();
    expected.graph.initializer.push(createTensor('weights', [30, 100], lazy));
    expect(readModel(bytes, path)).toEqual(expected);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('writes a file whose graph can be read without its weights', async () => {
    const tensors = [{ name: 'weights', dims: [30, 100], load: () => Promise.resolve(lazy) }];
    await writeModelFile(path, { model: example(), tensors });
    const [axes, typed, weights] = (await readGraph(path)).graph.initializer;
    expect(axes).toEqual(example().graph.initializer[0]);
    expect(typed.floatData).toEqual([1.5, -2]);
    expect(weights.externalData.length).toBe(3);
  });

  it('refuses values that do not fit the shape', async () => {
    const tensors = [{ name: 'weights', dims: [31, 100], load: () => Promise.resolve(lazy) }];
    await expect(writeModelFile(path, { model: example(), tensors })).rejects.toThrow('weights');
  });
});
