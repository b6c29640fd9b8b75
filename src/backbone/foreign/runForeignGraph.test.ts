import { create } from '@bufbuild/protobuf';
import { describe, expect, it, vi } from 'vitest';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../onnx/index.ts';
import { runForeignGraph } from './runForeignGraph.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 180_000 });

const { FLOAT } = TensorProto_DataType;
const input = { type: 'float32', dims: [1], data: Float32Array.of(2) } as const;

/** A graph of one number, whose output some nodes compute. */
function graphOf(add: (builder: GraphBuilder) => string): Uint8Array {
  const graph = create(GraphProtoSchema, {
    name: 'foreign',
    input: [createTensorInfo('x', FLOAT, [1])],
    output: [createTensorInfo('y', FLOAT, ['n'])],
  });
  const builder = new GraphBuilder(graph, 'g');
  builder.node('Identity', [add(builder)], {}, 'y');
  return writeModel(createModel(graph, 'test'));
}

/** Products of large matrices, one after the other: some kilobytes that compute for many minutes. */
function busy(values: number): Uint8Array {
  return graphOf((builder) => {
    // They depend on the input, so that nothing is computed while the graph is loaded.
    const rest = builder.node('Expand', ['x', builder.int64([values])]);
    const one = builder.node('ReduceMax', [rest], { keepdims: 1 });
    const first = builder.node('Expand', [one, builder.int64([2048, 2048])]);
    let product = first;
    for (let i = 0; i < 1000; i++) product = builder.node('MatMul', [product, first]);
    const sum = builder.node('ReduceSum', [product], { keepdims: 0 });
    const last = builder.node('ReduceSum', [builder.node('Add', [rest, sum])], { keepdims: 0 });
    return builder.node('Reshape', [last, builder.int64([1])]);
  });
}

const ask = (model: Uint8Array, signal?: AbortSignal) =>
  runForeignGraph({ model, runs: [[['x', input]], [[null, input]]], values: ['y'] }, signal);

describe('a graph of another program', () => {
  it('is run as often as asked, its inputs named or the first one', async () => {
    const result = await ask(graphOf((builder) => builder.node('Mul', ['x', 'x'])));
    const output = { type: 'float32', dims: [1], data: Float32Array.of(4) };
    expect(result).toEqual({
      ok: true,
      outputs: [new Map([['y', output]]), new Map([['y', output]])],
    });
  });

  it('says why it cannot be loaded, or be run', async () => {
    expect(await ask(Uint8Array.of(1, 2, 3))).toMatchObject({ ok: false, reason: 'load' });
    const other = graphOf((builder) => builder.node('Reshape', ['x', builder.int64([2, 3])]));
    expect(await ask(other)).toMatchObject({ ok: false, reason: 'run' });
  });

  it('is ended at once when it is cancelled, in the midst of a call', async () => {
    const cancellation = new AbortController();
    const running = ask(busy(1), cancellation.signal);
    setTimeout(() => cancellation.abort(), 1500);
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('is ended when it takes more time than a file of its size may', async () => {
    expect(await ask(busy(1))).toMatchObject({ ok: false, reason: 'time' });
  });

  it.skipIf(process.platform !== 'linux')(
    'is ended when it takes more memory than a file of its size may (skipped but on Linux)',
    async () => {
      expect(await ask(busy(3e8))).toMatchObject({ ok: false, reason: 'memory' });
    },
  );
});
