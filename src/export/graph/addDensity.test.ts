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
import { plainNearestRows } from '../../core/neighbors/index.ts';
import { Random } from '../../core/random/index.ts';
import { densityWeight, highestPatch } from '../../core/scoring/index.ts';
import { Grid, Matrix } from '../../core/tensor/index.ts';
import { addDensity } from './addDensity.ts';
import { addPatchScores } from './addPatchScores.ts';
import { addSearch } from './addSearch.ts';

const COLUMNS = 9;
const PATCHES = 6;
const IMAGES = 3;

function randomMatrix(seed: number, rows: number): Matrix {
  const random = new Random(seed);
  const data = Float32Array.from({ length: rows * COLUMNS }, () => 20 + random.gaussian());
  return new Matrix(rows, COLUMNS, data);
}

async function weights(bank: Matrix, features: Matrix, count: number, maxBlockValues: number) {
  const { FLOAT } = TensorProto_DataType;
  const graph = create(GraphProtoSchema, {
    name: 'density',
    input: [createTensorInfo('f', FLOAT, ['n', PATCHES, COLUMNS])],
    output: [createTensorInfo('weights', FLOAT, ['n'])],
  });
  const builder = new GraphBuilder(graph, 'd');
  const plan = { features: 'f', bank, patches: PATCHES, precision: 'float32' as const };
  const search = addSearch(builder, { ...plan, maxBlockValues });
  const scores = addPatchScores(builder, search, 1);
  builder.node('Identity', [addDensity(builder, search, scores, count)], {}, 'weights');
  const session = await createOrtSession(writeModel(createModel(graph, 'test')), 'test', 1);
  const input = new Tensor('float32', features.data, [IMAGES, PATCHES, COLUMNS]);
  return Array.from((await session.run({ f: input })).weights.data as Float32Array);
}

/** Equation 7 by the plain search. */
function plain(bank: Matrix, features: Matrix, count: number): number {
  const { distances, indices } = plainNearestRows(bank, features, 1);
  const patch = highestPatch(new Grid(1, PATCHES, distances));
  const row = bank.slice(indices[patch], indices[patch] + 1);
  const around = plainNearestRows(bank, row, Math.min(count, bank.rows)).indices;
  const query = features.slice(patch, patch + 1);
  const support = Array.from(
    around,
    (supporting) => plainNearestRows(bank.slice(supporting, supporting + 1), query, 1).distances[0],
  );
  return densityWeight(distances[patch], support);
}

describe('the density weight of an exported graph', () => {
  const bank = randomMatrix(1, 40);
  const features = randomMatrix(2, IMAGES * PATCHES);

  it.each([
    [9, 2 ** 20],
    [9, PATCHES * 7],
    [3, PATCHES],
    [100, PATCHES * 11],
  ])('of %i rows is that of the plain search, with blocks of %i values', async (count, block) => {
    const found = await weights(bank, features, count, block);
    for (const [image, weight] of found.entries()) {
      const own = features.slice(image * PATCHES, (image + 1) * PATCHES);
      expect(weight).toBeCloseTo(plain(bank, own, count), 5);
    }
  });
});
