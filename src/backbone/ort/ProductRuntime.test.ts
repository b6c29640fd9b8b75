import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../core/random/index.ts';
import { Matrix, plainProduct, plainProducts } from '../../core/tensor/index.ts';
import { ProductRuntime } from './ProductRuntime.ts';

function randomMatrix(rows: number, columns: number, random: Random): Matrix {
  const matrix = Matrix.zeros(rows, columns);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.gaussian();
  return matrix;
}

describe('the product runtime', () => {
  const random = new Random(2);
  let one: ProductRuntime;
  let two: ProductRuntime;

  beforeAll(async () => {
    one = await ProductRuntime.open(1);
    two = await ProductRuntime.open(2);
  });
  afterAll(async () => {
    await one.close();
    await two.close();
  });

  it('multiplies as the plain product does, into the given array', async () => {
    const a = randomMatrix(37, 65, random);
    const b = randomMatrix(111, 65, random);
    const expected = new Float32Array(37 * 111);
    const out = new Float32Array(37 * 111 + 5).fill(-1);
    await plainProduct(a, b, expected);
    await one.product(a, b, out);
    for (let i = 0; i < expected.length; i++) expect(out[i]).toBeCloseTo(expected[i], 4);
    expect([...out.subarray(expected.length)]).toEqual([-1, -1, -1, -1, -1]);
  });

  it('frees the copy of its output that the runtime makes', async () => {
    const a = randomMatrix(400, 8, random);
    const b = randomMatrix(500, 8, random);
    const out = new Float32Array(400 * 500);
    const before = process.memoryUsage().arrayBuffers;
    await one.product(a, b, out);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(out.byteLength / 2);
  });

  it('gives the same bits on one thread and on two', async () => {
    const a = randomMatrix(300, 200, random);
    const b = randomMatrix(500, 200, random);
    const first = new Float32Array(300 * 500);
    const second = new Float32Array(300 * 500);
    await one.product(a, b, first);
    await two.product(a, b, second);
    expect(first).toEqual(second);
  });

  it('finds the minima of integer products exactly, at the ends of their ranges too', async () => {
    for (const [rows, inner, slices, groups, groupColumns] of [
      [1, 4, 1, 1, 4],
      [5, 68, 4, 3, 16],
      [130, 68, 2, 80, 16],
      [17, 12, 3, 7, 8],
    ]) {
      for (const isExtreme of [true, false]) {
        const pick = (least: number, most: number) => {
          if (isExtreme) return random.integer(2) === 0 ? least : most;
          return least + random.integer(most - least + 1);
        };
        const a = Uint8Array.from({ length: rows * inner }, () => pick(0, 255));
        const columns = groups * groupColumns;
        const b = Int8Array.from({ length: slices * inner * columns }, () => pick(-63, 63));
        const sizes = { rows, inner, slices, groups, groupColumns };
        const expected = new Int32Array(slices * rows * groups);
        const out = new Int32Array(slices * rows * groups + 1).fill(7);
        await plainProducts.integerMinima(a, b, sizes, expected);
        await two.integerMinima(a, b, sizes, out);
        expect(out).toEqual(Int32Array.from([...expected, 7]));
      }
    }
  });

  it('refuses factors of different widths', async () => {
    const out = new Float32Array(1);
    await expect(one.product(Matrix.zeros(1, 2), Matrix.zeros(1, 3), out)).rejects.toThrow(
      RangeError,
    );
  });
});
