import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { Matrix } from '../tensor/index.ts';
import { coarseDescriptor } from './coarseDescriptor.ts';
import { learnRouter } from './learnRouter.ts';
import { route } from './route.ts';

/** Good images of a product as points about a center. */
function cloud(random: Random, rows: number, center: readonly number[]): Matrix {
  const columns = center.length;
  const data = Float32Array.from(
    { length: rows * columns },
    (_, i) => center[i % columns] + random.gaussian(),
  );
  return new Matrix(rows, columns, data);
}

describe('coarseDescriptor', () => {
  it('is the mean and the standard deviation of each column', () => {
    const features = new Matrix(2, 2, Float32Array.of(1, 10, 3, 10));
    expect([...coarseDescriptor(features)]).toEqual([2, 10, 1, 0]);
  });
});

describe('a router', () => {
  it('by hand: the nearest image decides, and half the way to the other product is the limit', () => {
    // Two products on a line, 0 1 2 and 10 11 12: within them the variance is 1, so the scale is 1.
    const one = new Matrix(3, 1, Float32Array.of(0, 1, 2));
    const two = new Matrix(3, 1, Float32Array.of(10, 11, 12));
    const model = learnRouter([one, two], 0.25);
    expect([...model.scale]).toEqual([1]);
    expect(model.products.map(({ threshold }) => threshold)).toEqual([4, 4]);
    expect(route(model, Float32Array.of(5))).toMatchObject({
      product: 0,
      distance: 3,
      known: true,
    });
    expect(route(model, Float32Array.of(7))).toMatchObject({
      product: 1,
      distance: 3,
      known: true,
    });
    expect(route(model, Float32Array.of(-5))).toMatchObject({ product: 0, known: false });
    // Its own images are one apart: (1 + 0) / 4 for a distance of 3, 1 for one of 0.
    expect(route(model, Float32Array.of(5)).pValue).toBe(0.25);
    expect(route(model, Float32Array.of(11)).pValue).toBe(1);
  });

  it('alone has the conformal threshold of its own images, each measured by the other thirds', () => {
    const model = learnRouter([new Matrix(6, 1, Float32Array.of(0, 1, 3, 7, 8, 20))], 0.2);
    const { distances, threshold } = model.products[0];
    const [scale] = model.scale;
    // Distances to the nearest of the other thirds: 3 2 | 2 1 | 1 13;
    // 0.2 · 7 = 1.4 of 7 may be farther.
    for (const [i, distance] of [3, 2, 2, 1, 1, 13].entries())
      expect(distances[i] / scale).toBeCloseTo(distance, 5);
    expect(threshold / scale).toBeCloseTo(0.6 * 13 + 0.4 * 3, 5);
  });

  it('does not take the next burst for unknown where images come in bursts of near copies', () => {
    const random = new Random(5);
    const columns = 8;
    const bursts = (count: number, each: number) => {
      const rows: number[] = [];
      for (let burst = 0; burst < count; burst++) {
        const center = Array.from({ length: columns }, () => random.gaussian());
        for (let i = 0; i < each; i++)
          rows.push(...center.map((value) => value + 0.01 * random.gaussian()));
      }
      return new Matrix(count * each, columns, Float32Array.from(rows));
    };
    let unknown = 0;
    let tests = 0;
    for (let trial = 0; trial < 30; trial++) {
      const model = learnRouter([bursts(20, 5)], 0.1);
      const fresh = bursts(20, 1);
      for (let row = 0; row < fresh.rows; row++, tests++)
        if (!route(model, fresh.slice(row, row + 1).data).known) unknown++;
    }
    // By their nearest other images, which are copies, nearly all would be unknown.
    // There are but 20 independent images for each router, so its own rate varies around the stated one.
    expect(unknown / tests).toBeLessThan(0.2);
  });

  it('takes no more good images for unknown than was stated', () => {
    const random = new Random(4);
    const rate = 0.1;
    let unknown = 0;
    const trials = 40;
    const images = 50;
    for (let trial = 0; trial < trials; trial++) {
      const centers = [
        [0, 0, 0],
        [3, 0, 0],
      ];
      const model = learnRouter(
        centers.map((center) => cloud(random, 40, center)),
        rate,
      );
      const fresh = cloud(random, images, centers[0]);
      for (let row = 0; row < images; row++)
        if (!route(model, fresh.slice(row, row + 1).data).known) unknown++;
    }
    // Three standard errors of a share of 0.1 among trials that share a router.
    expect(unknown / (trials * images)).toBeLessThan(rate + 0.03);
  });

  it('does not depend on the unit of a column, nor on the order of products', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (unit, seed) => {
        const random = new Random(seed);
        const products = [cloud(random, 6, [0, 0]), cloud(random, 6, [20, 5])];
        const query = Float32Array.of(20 * random.uniform(), 5 * random.uniform());
        const inUnit = ({ rows, columns, data }: Matrix) =>
          new Matrix(
            rows,
            columns,
            data.map((value, i) => (i % 2 === 0 ? value * unit : value)),
          );
        const plain = route(learnRouter(products, 0.1), query);
        const turned = route(learnRouter(products.toReversed(), 0.1), query);
        expect(turned.product).toBe(1 - plain.product);
        const scaledQuery = Float32Array.of(query[0] * unit, query[1]);
        // Columns that vary far less than the mean are floored; here all do alike.
        if (unit <= 5) {
          const other = route(learnRouter(products.map(inUnit), 0.1), scaledQuery);
          expect(other.product).toBe(plain.product);
        }
      }),
    );
  });

  it('refuses products of too few images or of different descriptors', () => {
    const few = Matrix.zeros(2, 4);
    expect(() => learnRouter([few], 0.1)).toThrow(RangeError);
    expect(() => learnRouter([Matrix.zeros(3, 4), Matrix.zeros(3, 5)], 0.1)).toThrow(RangeError);
    expect(() => learnRouter([], 0.1)).toThrow(RangeError);
  });
});
