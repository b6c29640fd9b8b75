import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dataset, Sample } from '../datasets/index.ts';
import type { Evaluation } from '../detector/index.ts';
import {
  type BenchmarkAxes,
  benchmarkFigures,
  type BenchmarkStep,
  compareEvaluations,
  paperResultsFor,
  planBenchmark,
  renderCsv,
  renderMarkdown,
  ResultStore,
  runBenchmark,
  tabulate,
  takeShots,
} from './index.ts';

function samples(count: number, name: string): Sample[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `${name}${i}.png`,
    label: 'good',
    defectType: null,
    mask: null,
    split: 'train',
  }));
}

function dataset(category: string, train = 10): Dataset {
  return {
    name: 'mvtec',
    category,
    train: samples(train, `${category}/train/`),
    testGood: samples(2, `${category}/good/`),
    testDefective: samples(2, `${category}/bad/`),
  };
}

const axes: BenchmarkAxes = {
  presets: ['balanced'],
  backbones: ['movenet-lightning'],
  shots: ['all'],
  ratios: [0.1],
  seeds: [0],
};
const plan = (some: Partial<BenchmarkAxes> = {}, categories = ['lid']) => {
  const all = { ...axes, ...some };
  const bySeed = new Map(all.seeds.map((seed) => [seed, categories.map((name) => dataset(name))]));
  return planBenchmark(bySeed, all);
};

/** Just enough of an evaluation for a table; the figures name the step. */
function evaluationOf({ dataset: own, config }: BenchmarkStep, imageAuroc = 0.9): Evaluation {
  return {
    dataset: own.name,
    category: own.category,
    train: own.train.length,
    config,
    ...Object.fromEntries(benchmarkFigures.map((figure) => [figure, 0.25])),
    imageAuroc,
    pixelAuroc: null,
  } as unknown as Evaluation;
}

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nominal-benchmark-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('planBenchmark', () => {
  it('makes a step of every combination and leaves out shots that there are not', () => {
    const steps = plan({ shots: [1, 4, 11, 'all'], ratios: [0.1, 1], seeds: [3, 4] }, ['a', 'b']);
    expect(steps).toHaveLength(2 * 3 * 2 * 2);
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
    expect(steps[0].key).toBe('a_balanced_movenet-lightning_1_0.1_3');
    expect(steps.map(({ dataset: own }) => own.train.length)).toEqual(
      expect.arrayContaining([1, 4, 10]),
    );
    expect(() => plan({ shots: [11] })).toThrow(/nothing to measure/);
  });

  it('refuses a category without good test images before the first step', () => {
    const without = { ...dataset('b'), testGood: [] };
    expect(() => planBenchmark(new Map([[0, [dataset('a'), without]]]), axes)).toThrow(
      /mvtec\/b cannot be evaluated; .* received 0 good and 2 defective/,
    );
  });

  it("takes each preset's own backbone and bank where none are asked for", () => {
    const wanted = { presets: ['fast', 'paper'], backbones: null, ratios: null } as const;
    expect(plan(wanted).map(({ key }) => key)).toEqual([
      'lid_fast_movenet-lightning_all_0.01_0',
      'lid_paper_wide_resnet50_2_all_0.1_0',
    ]);
    expect(plan({ ...wanted, ratios: [0.2] })[0].config.coresetRatio).toBe(0.2);
  });

  it('shares patch features among steps that differ after them alone', () => {
    const keysOf = (some: Partial<BenchmarkAxes>) =>
      new Set(plan(some).map(({ featuresKey }) => featuresKey));
    expect(keysOf({ shots: [1, 'all'], ratios: [0.1, 0.2], seeds: [0, 1] }).size).toBe(1);
    expect(keysOf({ presets: ['balanced', 'fast'] }).size).toBe(2);
    expect(plan({}, ['a', 'b'])[0].featuresKey).not.toBe(plan({}, ['a', 'b'])[1].featuresKey);
    // What is fitted to the images learned from is no property of an image alone.
    expect(keysOf({ backbones: ['a+b'] })).toEqual(new Set([null]));
    const inEightBits = planBenchmark(new Map([[0, [dataset('lid')]]]), axes, {
      precision: 'int8',
    });
    expect(inEightBits[0].featuresKey).toBeNull();
  });

  it('gives a step another fingerprint where a setting or an image differs', () => {
    const [one] = plan();
    expect(plan()[0].fingerprint).toBe(one.fingerprint);
    expect(plan({ presets: ['paper'] })[0].fingerprint).not.toBe(one.fingerprint);
    const fewer = planBenchmark(new Map([[0, [dataset('lid', 9)]]]), axes);
    expect(fewer[0].key).toBe(one.key);
    expect(fewer[0].fingerprint).not.toBe(one.fingerprint);
  });
});

describe('takeShots', () => {
  it('draws as many as asked for, fewer among more, otherwise for another seed', () => {
    const pathsOf = (shots: number, seed: number) =>
      takeShots(dataset('lid'), shots, seed).train.map(({ path }) => path);
    expect(pathsOf(3, 0)).toHaveLength(3);
    expect(pathsOf(4, 0)).toEqual(expect.arrayContaining(pathsOf(3, 0)));
    const draws = [0, 1, 2, 3, 4].map((seed) => pathsOf(3, seed).join());
    expect(new Set(draws).size).toBeGreaterThan(1);
    expect(() => takeShots(dataset('lid'), 0, 0)).toThrow(RangeError);
    expect(() => takeShots(dataset('lid'), 11, 0)).toThrow(RangeError);
  });
});

describe('runBenchmark', () => {
  const estimates = (steps: readonly BenchmarkStep[]) =>
    steps.map(() => ({ seconds: 1, megabytes: 1, featureMegabytes: 1 }));

  it('computes what is not on disk, and nothing twice', async () => {
    const steps = plan({ seeds: [0, 1, 2] });
    const store = new ResultStore(root);
    const computed: number[] = [];
    const job = {
      store,
      estimates: estimates(steps),
      run: (step: BenchmarkStep) => {
        computed.push(step.seed);
        if (step.seed === 2 && computed.length === 3) return Promise.reject(new Error('power cut'));
        return Promise.resolve(evaluationOf(step, step.seed));
      },
    };
    await expect(runBenchmark(steps, job)).rejects.toThrow('power cut');
    expect((await readdir(root)).sort()).toEqual([`${steps[0].key}.json`, `${steps[1].key}.json`]);
    const results = await runBenchmark(steps, job);
    expect(computed).toEqual([0, 1, 2, 2]);
    expect(results.map(({ evaluation }) => evaluation.imageAuroc)).toEqual([0, 1, 2]);
  });

  it('lends a folder of features to steps that share them, and removes it after the last', async () => {
    const steps = plan({ presets: ['balanced', 'fast'], ratios: null, shots: [1, 2, 3] });
    const [alone] = plan({ backbones: ['other'] });
    const featuresFolder = join(root, 'features');
    const lent: (string | null)[] = [];
    await runBenchmark([...steps, alone], {
      store: new ResultStore(join(root, 'results')),
      estimates: estimates([...steps, alone]),
      featuresFolder,
      run: async (step, { featuresFolder: folder }) => {
        lent.push(folder);
        if (folder !== null) await mkdir(folder, { recursive: true });
        // The folder of the preset before is gone.
        const there = existsSync(featuresFolder) ? await readdir(featuresFolder) : [];
        expect(there.length).toBeLessThanOrEqual(1);
        return evaluationOf(step);
      },
    });
    expect(lent.slice(0, 3)).toEqual([lent[0], lent[0], lent[0]]);
    expect(new Set(lent.slice(0, 6)).size).toBe(2);
    expect(lent[6]).toBeNull();
    expect(existsSync(featuresFolder)).toBe(false);
  });

  it('computes again what is damaged or of other settings', async () => {
    const steps = plan({ seeds: [0, 1] });
    const store = new ResultStore(root);
    await store.write({ ...steps[0], fingerprint: 'another' }, evaluationOf(steps[0]));
    await writeFile(join(root, `${steps[1].key}.json`), '{"step": {"fing');
    let computed = 0;
    await runBenchmark(steps, {
      store,
      estimates: estimates(steps),
      run: (step) => {
        computed++;
        return Promise.resolve(evaluationOf(step));
      },
    });
    expect(computed).toBe(2);
  });

  it('runs as many at once as told, and none after one has failed', async () => {
    const steps = plan({ seeds: [0, 1, 2, 3, 4, 5] });
    const store = new ResultStore(root);
    let running = 0;
    let most = 0;
    const started: number[] = [];
    const job = {
      store,
      jobs: 3,
      estimates: estimates(steps),
      run: async (step: BenchmarkStep) => {
        started.push(step.seed);
        most = Math.max(most, ++running);
        await new Promise((done) => setTimeout(done, 20));
        running--;
        if (step.seed === 1) throw new Error('out of memory');
        return evaluationOf(step);
      },
    };
    await expect(runBenchmark(steps, job)).rejects.toThrow('out of memory');
    expect(most).toBe(3);
    expect(running).toBe(0);
    expect(started.length).toBeLessThan(6);
  });

  it('reports the steps done and a time left that the steps done correct', async () => {
    const steps = plan({ seeds: [0, 1] });
    const left: number[] = [];
    await runBenchmark(steps, {
      store: new ResultStore(root),
      estimates: steps.map(() => ({ seconds: 100, megabytes: 1, featureMegabytes: 1 })),
      run: (step) => Promise.resolve(evaluationOf(step)),
      onProgress: (progress) => {
        if (progress.phase === 'benchmark') left.push(progress.secondsLeft);
      },
    });
    expect(left[0]).toBe(200);
    expect(left[2]).toBeLessThan(5);
    expect(left.at(-1)).toBe(0);
  });

  it('is stopped by its signal', async () => {
    const steps = plan();
    const run = () => Promise.reject(new Error('must not start'));
    const job = { store: new ResultStore(root), estimates: estimates(steps), run };
    await expect(
      runBenchmark(steps, { ...job, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('tabulate', () => {
  const resultsOf = (steps: readonly BenchmarkStep[], auroc: (step: BenchmarkStep) => number) =>
    steps.map((step) => ({ step, evaluation: evaluationOf(step, auroc(step)) }));

  it('gives mean and deviation over the seeds, and the mean over the categories by seed', () => {
    const steps = plan({ seeds: [0, 1] }, ['a', 'b']);
    const table = tabulate(
      resultsOf(
        steps,
        ({ seed, dataset: own }) => 0.5 + 0.2 * seed + (own.category === 'b' ? 0.1 : 0),
      ),
      'nominal benchmark x',
    );
    expect(table.rows.map(({ category }) => category)).toEqual(['a', 'b', null]);
    const [a, , mean] = table.rows.map(({ figures }) => figures.imageAuroc);
    expect(a?.mean).toBeCloseTo(0.6, 12);
    expect(a?.deviation).toBeCloseTo(0.2 / Math.SQRT2, 12);
    // Seed means 0.55 and 0.75: what differs between categories is no deviation.
    expect(mean?.mean).toBeCloseTo(0.65, 12);
    expect(mean?.deviation).toBeCloseTo(0.2 / Math.SQRT2, 12);
    expect(table.rows[0].figures.pixelAuroc).toBeNull();
    expect(table.paper).toEqual([]);
  });

  it('is rendered as Markdown in percent and as CSV in full', () => {
    const table = tabulate(
      resultsOf(plan({ seeds: [0, 1] }), ({ seed }) => 0.9 + seed / 100),
      'c',
    );
    expect(renderMarkdown(table)).toContain(
      '| lid | balanced | movenet-lightning | all | 10 % | 2 | 90.5 ± 0.7 | 25.0 ± 0.0 | 25.0 ± 0.0 | – |',
    );
    const [header, line] = renderCsv(table).split('\n');
    const cells = new Map(header.split(',').map((name, i) => [name, line.split(',')[i]]));
    expect(Number(cells.get('imageAuroc'))).toBeCloseTo(0.905, 12);
    expect([cells.get('category'), cells.get('seeds'), cells.get('pixelAuroc')]).toEqual([
      'lid',
      '2',
      '',
    ]);
  });

  it("prints the paper's rows for the paper's data sets alone", () => {
    const all = new Set<number | 'all'>(['all']);
    expect(paperResultsFor('mtd', ['magnetic-tile'], all)).toMatchObject([{ imageAuroc: 97.9 }]);
    expect(paperResultsFor('mvtec', ['toothbrush'], all)).toHaveLength(4);
    const few = paperResultsFor('mvtec', ['toothbrush'], new Set([1, 5, 7]));
    expect(few.map(({ imageAuroc }) => imageAuroc)).toEqual([84.1, 91]);
    expect(paperResultsFor('mvtec', ['toothbrush', 'my-part'], all)).toEqual([]);
    expect(paperResultsFor('visa', ['candle'], all)).toEqual([]);
  });
});

describe('compareEvaluations', () => {
  const evaluation = (shift: number, order = 1) => ({
    dataset: 'mvtec',
    category: 'lid',
    images: Array.from({ length: 60 }, (_, i) => ({
      name: `${i}.png`,
      defective: i % 2 === 0,
      defectType: null,
      imageScore: Math.sin(i * 12.9898) + (i % 2 === 0 ? shift : 0),
    })).toSorted((a, b) => order * Number(a.name > b.name ? 1 : -1)),
  });

  it('says which is better, whatever the order of the images', () => {
    expect(compareEvaluations(evaluation(0.5), evaluation(1.5, -1)).better).toBe('second');
    expect(compareEvaluations(evaluation(1.5), evaluation(0.5)).better).toBe('first');
    const same = compareEvaluations(evaluation(1), evaluation(1, -1));
    expect(same).toMatchObject({ better: 'neither', images: 60 });
    expect(same.imageAuroc).toMatchObject({ difference: 0, pValue: 1 });
  });

  it('refuses other images, and the same image with another truth', () => {
    const one = evaluation(1);
    const fewer = { ...one, images: one.images.slice(1) };
    const [first, ...rest] = one.images;
    const turned = { ...one, images: [{ ...first, defective: !first.defective }, ...rest] };
    for (const other of [fewer, turned]) {
      expect(() => compareEvaluations(one, other)).toThrow(/not of the same test images/);
    }
    expect(() => compareEvaluations(fewer, one)).toThrow(/not of the same test images/);
  });
});
