import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel, readModel, writeModel } from './OnnxModel.ts';
import { GraphBuilder } from './GraphBuilder.ts';
import { GraphProtoSchema, TensorProto_DataLocation } from './generated/onnx_pb.ts';
import { readGraph } from './readGraph.ts';

const large = Float32Array.from({ length: 30_000 }, (_, i) => i);

function modelBytes(): Uint8Array {
  const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'g' }), 'p');
  const small = builder.float([2], Float32Array.of(1.5, -2));
  const weights = builder.float([300, 100], large);
  builder.node('Concat', [small, weights], { axis: 0 }, 'out');
  return writeModel(createModel(builder.graph, 'test'));
}

describe('readGraph', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-graph-'));
    path = join(folder, 'model.onnx');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads the graph whole but for large weights, which it refers to by their place', async () => {
    const bytes = modelBytes();
    await writeFile(path, bytes);
    const model = await readGraph(path);
    const whole = readModel(bytes, path);
    expect(model.graph.node).toEqual(whole.graph.node);
    expect(model.opsetImport).toEqual(whole.opsetImport);
    const [small, weights] = model.graph.initializer;
    expect(small).toEqual(whole.graph.initializer[0]);
    expect(weights.dims).toEqual([300n, 100n]);
    expect(weights.rawData.length).toBe(0);
    expect(weights.dataLocation).toBe(TensorProto_DataLocation.EXTERNAL);
    const place = Object.fromEntries(weights.externalData.map(({ key, value }) => [key, value]));
    expect(place.location).toBe('model.onnx');
    const start = Number(place.offset);
    const found = bytes.slice(start, start + Number(place.length));
    expect(new Float32Array(found.buffer)).toEqual(large);
  });

  it.each([
    ['is empty', () => new Uint8Array()],
    ['is text', () => new TextEncoder().encode('this is not a network')],
    ['is cut short', () => modelBytes().slice(0, -70_000)],
  ])('refuses a file that %s', async (_, bytes) => {
    await writeFile(path, bytes());
    await expect(readGraph(path)).rejects.toMatchObject({ code: 'BACKBONE_INVALID' });
  });
});
