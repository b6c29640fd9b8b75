import { create } from '@bufbuild/protobuf';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createOrtSession } from '../../backbone/ort/index.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../../backbone/onnx/index.ts';
import { Random } from '../../core/random/index.ts';
import { Matrix, squaredDistance } from '../../core/tensor/index.ts';
import type { BankPrecision } from './addBank.ts';
import { addPatchScores } from './addPatchScores.ts';
import { addSearch } from './addSearch.ts';

function randomMatrix(seed: number, rows: number, columns: number, offset: number): Matrix {
  const random = new Random(seed);
  return new Matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => offset + random.gaussian()),
  );
}

async function scores(
  bank: Matrix,
  features: Matrix,
  neighbors: number,
  precision: BankPrecision,
  maxBlockValues: number,
): Promise<Float32Array> {
  const { FLOAT } = TensorProto_DataType;
  const graph = create(GraphProtoSchema, {
    name: 'search',
    input: [createTensorInfo('f', FLOAT, ['n', features.rows, features.columns])],
    output: [createTensorInfo('scores', FLOAT, ['patches', 1])],
  });
  const builder = new GraphBuilder(graph, 's');
  const plan = { features: 'f', bank, patches: features.rows, precision, maxBlockValues };
  const raw = addPatchScores(builder, addSearch(builder, plan), neighbors);
  builder.node('Identity', [raw], {}, 'scores');
  const session = await createOrtSession(writeModel(createModel(graph, 'test')), 'test', 1);
  const input = new Tensor('float32', features.data, [1, features.rows, features.columns]);
  const { scores: out } = await session.run({ f: input });
  return out.data as Float32Array;
}

function plain(bank: Matrix, features: Matrix, neighbors: number): number[] {
  const { columns } = bank;
  return Array.from({ length: features.rows }, (_, patch) => {
    const distances = Array.from({ length: bank.rows }, (_row, row) =>
      Math.sqrt(squaredDistance(features.data, patch * columns, bank.data, row * columns, columns)),
    ).sort((a, b) => a - b);
    const nearest = distances.slice(0, neighbors);
    return nearest.reduce((a, b) => a + b) / nearest.length;
  });
}

/** The largest difference between two lists. */
function furthest(a: ArrayLike<number>, b: readonly number[]): number {
  return Math.max(...b.map((value, i) => Math.abs(value - a[i])));
}

describe('the nearest rows of an exported graph', () => {
  // Far from the origin, where a difference of products would be coarse.
  const bank = randomMatrix(1, 70, 33, 200);
  const features = randomMatrix(2, 12, 33, 200);

  it.each([
    [1, 2 ** 20],
    [1, 12 * 16],
    [4, 12 * 16],
    [4, 12],
    [100, 12 * 30],
  ])('%i of them are those of the plain search, with blocks of %i values', async (k, block) => {
    const found = await scores(bank, features, k, 'float32', block);
    expect(furthest(found, plain(bank, features, Math.min(k, 70)))).toBeLessThan(1e-5);
  });

  it('are found from a bank in fewer bits, a little further or nearer', async () => {
    const exact = plain(bank, features, 1);
    const half = furthest(await scores(bank, features, 1, 'float16', 400), exact);
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(0.005);
    const eight = furthest(await scores(bank, features, 1, 'int8', 400), exact);
    expect(eight).toBeGreaterThan(half);
    expect(eight).toBeLessThan(0.08);
  });

  it('a row of the bank itself has a distance of zero', async () => {
    const found = await scores(bank, bank.slice(3, 6), 1, 'float32', 500);
    expect([...found]).toEqual([0, 0, 0]);
  });
});
