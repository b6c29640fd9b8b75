import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.ts';
import { Grid } from '../tensor/index.ts';
import { PlaceAccumulator, standardizePlaces } from './PlaceStatistics.ts';

const random = new Random(3);

/** Scores of 1 on the left half and 3 on the right, where they also vary twice as much. */
function scoresOf(height = 20, width = 20): Grid {
  const data = Float32Array.from({ length: height * width }, (_, cell) => {
    const right = cell % width >= width / 2;
    return (right ? 3 : 1) + (right ? 0.2 : 0.1) * random.gaussian();
  });
  return new Grid(height, width, data);
}

function gathered(images: number): { accumulator: PlaceAccumulator; scores: Grid[] } {
  const accumulator = new PlaceAccumulator(20, 20);
  const scores = Array.from({ length: images }, () => scoresOf());
  for (const grid of scores) accumulator.add(grid);
  return { accumulator, scores };
}

function statisticsOf(images: number) {
  const statistics = gathered(images).accumulator.statistics();
  if (statistics === null) throw new Error('there are statistics');
  return statistics;
}

describe('place statistics', () => {
  it('give a cell the mean and the deviation that good images have around it', () => {
    const { mean, deviation, level } = statisticsOf(400);
    expect(mean.data[2]).toBeCloseTo(1, 1);
    expect(mean.data[17]).toBeCloseTo(3, 1);
    expect(deviation.data[2]).toBeCloseTo(0.1, 1);
    expect(deviation.data[17]).toBeCloseTo(0.2, 1);
    expect(level).toBeCloseTo(2, 1);
  });

  it('lean on the whole grid where there are few images', () => {
    const { mean } = statisticsOf(3);
    expect(mean.data[2]).toBeGreaterThan(1.5);
    expect(mean.data[17]).toBeLessThan(2.5);
  });

  it('can leave out one image, as if it had not been added', () => {
    const { accumulator, scores } = gathered(5);
    const others = new PlaceAccumulator(20, 20);
    for (const grid of scores.slice(1)) others.add(grid);
    const expected = others.statistics();
    const actual = accumulator.statistics(scores[0]);
    expect(actual?.level).toBeCloseTo(expected?.level ?? Number.NaN, 5);
    for (const cell of [0, 57, 399]) {
      expect(actual?.mean.data[cell]).toBeCloseTo(expected?.mean.data[cell] ?? Number.NaN, 4);
      expect(actual?.deviation.data[cell]).toBeCloseTo(
        expected?.deviation.data[cell] ?? Number.NaN,
        4,
      );
    }
  });

  it('are none for a single image, and for images without any variation', () => {
    expect(gathered(1).accumulator.statistics()).toBeNull();
    const flat = new PlaceAccumulator(2, 2);
    for (let i = 0; i < 3; i++) flat.add(new Grid(2, 2, new Float32Array(4)));
    expect(flat.statistics()).toBeNull();
  });

  it('refuse scores of another grid', () => {
    expect(() => new PlaceAccumulator(2, 2).add(scoresOf(3, 2))).toThrow(RangeError);
    expect(() => standardizePlaces(scoresOf(3, 2), statisticsOf(5))).toThrow(RangeError);
  });
});

describe('standardizing by place', () => {
  it('makes an unusual score at a place of low variation stand out over a usual one at a place of high variation', () => {
    const statistics = statisticsOf(400);
    const scores = scoresOf();
    scores.data[2] = 1.8;
    scores.data[17] = 3.2;
    const { data } = standardizePlaces(scores, statistics);
    expect(data[2]).toBeGreaterThan(data[17]);
  });

  it('keeps the level and the order of scores at one place', () => {
    const statistics = statisticsOf(100);
    const low = standardizePlaces(new Grid(20, 20, new Float32Array(400).fill(2)), statistics);
    const high = standardizePlaces(new Grid(20, 20, new Float32Array(400).fill(2.5)), statistics);
    expect(low.data.every((value, cell) => value < high.data[cell])).toBe(true);
  });

  it('does not go below zero', () => {
    const { data } = standardizePlaces(new Grid(20, 20, new Float32Array(400)), statisticsOf(100));
    expect(Math.min(...data)).toBe(0);
  });
});

describe('the place of a patch', () => {
  /** Image scores with and without standardization, and what they say of places. */
  function explanationOf(images: readonly Grid[]) {
    const accumulator = new PlaceAccumulator(20, 20);
    for (const image of images) accumulator.add(image);
    const statistics = accumulator.statistics();
    if (statistics === null) throw new Error('there are statistics');
    const highest = ({ data }: Grid) => data.reduce((a, b) => Math.max(a, b), 0);
    const raw = Float32Array.from(images, highest);
    const standardized = Float32Array.from(images, (image) => {
      const others = accumulator.statistics(image);
      if (others === null) throw new Error('there are statistics');
      return highest(standardizePlaces(image, others));
    });
    return accumulator.explanation(statistics, raw, standardized);
  }

  it('explains scores where parts lie alike: quiet places become sensitive', () => {
    // From 1 on the left to 3 on the right.
    const alike = () => {
      const data = Float32Array.from({ length: 400 }, (_, cell) => {
        const level = 1 + (cell % 20) / 9.5;
        return level * (1 + 0.1 * random.gaussian());
      });
      return new Grid(20, 20, data);
    };
    const { saved, explains } = explanationOf(Array.from({ length: 40 }, alike));
    expect(saved).toBeGreaterThan(0.2);
    expect(explains).toBe(true);
  });

  it('does not explain scores of parts at any angle, although places differ', () => {
    // A busy bar through the center: the center always has it, a corner seldom.
    const bar = () => {
      const angle = random.uniform() * Math.PI;
      const data = Float32Array.from({ length: 400 }, (_, cell) => {
        const [y, x] = [Math.floor(cell / 20) - 9.5, (cell % 20) - 9.5];
        const isOnBar = Math.abs(x * Math.sin(angle) - y * Math.cos(angle)) < 3;
        return (isOnBar ? 2 : 1) + (isOnBar ? 0.3 : 0.1) * random.gaussian();
      });
      return new Grid(20, 20, data);
    };
    const { spread, explains } = explanationOf(Array.from({ length: 40 }, bar));
    expect(spread).toBeGreaterThan(0.05);
    expect(explains).toBe(false);
  });

  it('does no harm where places hardly differ', () => {
    const plain = () =>
      new Grid(
        20,
        20,
        Float32Array.from({ length: 400 }, () => 2 + 0.1 * random.gaussian()),
      );
    expect(explanationOf(Array.from({ length: 40 }, plain)).explains).toBe(true);
  });
});
