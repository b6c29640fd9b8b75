import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
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
  type PlannedStep,
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
  return known(planBenchmark(bySeed, all));
};
/** Steps with a fingerprint that says nothing of their images. */
const known = (steps: readonly PlannedStep[]): BenchmarkStep[] =>
  steps.map((step) => ({ ...step, fingerprint: step.name, key: step.name }));

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
  it('makes a step of every combination and leaves out shots that exceed the training images', () => {
    const steps = plan({ shots: [1, 4, 11, 'all'], ratios: [0.1, 1], seeds: [3, 4] }, ['a', 'b']);
    expect(steps).toHaveLength(2 * 3 * 2 * 2);
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
    expect(steps[0].name).toBe('a_balanced_movenet-lightning_1_0.1_3');
    expect(steps.map(({ dataset: own }) => own.train.length)).toEqual(
      expect.arrayContaining([1, 4, 10]),
    );
    expect(() => plan({ shots: [11] })).toThrow(
      /nothing to measure.*11 shots of 10 training images/,
    );
  });

  it('refuses a category without good test images before the first step', () => {
    const without = { ...dataset('b'), testGood: [] };
    expect(() => planBenchmark(new Map([[0, [dataset('a'), without]]]), axes)).toThrow(
      /mvtec\/b cannot be evaluated; .* received 0 good and 2 defective/,
    );
  });

  it("takes each preset's own backbone and bank if none are given", () => {
    const wanted = { presets: ['fast', 'paper'], backbones: null, ratios: null } as const;
    expect(plan(wanted).map(({ name }) => name)).toEqual([
      'lid_fast_movenet-lightning_all_0.01_0',
      'lid_paper_wide_resnet50_2_all_0.1_0',
    ]);
    expect(plan({ ...wanted, ratios: [0.2] })[0].config.coresetRatio).toBe(0.2);
  });

  it('shares patch features among steps that differ only after them', () => {
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

  it('refuses a number of bank rows that would make all ratios the same', () => {
    const sets = new Map([[0, [dataset('lid')]]]);
    expect(() => planBenchmark(sets, axes, { bankRows: 50 })).toThrow(/--ratios or --bank-rows/);
    expect(planBenchmark(sets, { ...axes, ratios: null }, { bankRows: 50 })).toHaveLength(1);
  });

  it('makes no step twice, but one for each of two networks with the same name', () => {
    const steps = plan({ backbones: ['/a/net', '/b/net', '/a/net'], shots: ['all', 3, 3] });
    expect(steps.map(({ config, shots }) => [config.backbone, shots])).toEqual([
      ['/a/net', 'all'],
      ['/a/net', 3],
      ['/b/net', 'all'],
      ['/b/net', 3],
    ]);
  });
});

describe('takeShots', () => {
  it('draws the given number, fewer as a subset of more, and differently for another seed', () => {
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

  it('computes results that are not on disk, and nothing twice', async () => {
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

  it('gives steps that share features a folder for them, and removes it after the last', async () => {
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
        const [own] = await readdir(featuresFolder);
        const there = own === undefined ? [] : await readdir(join(featuresFolder, own));
        expect(there.length).toBeLessThanOrEqual(1);
        return evaluationOf(step);
      },
    });
    expect(lent.slice(0, 3)).toEqual([lent[0], lent[0], lent[0]]);
    expect(new Set(lent.slice(0, 6)).size).toBe(2);
    expect(lent[6]).toBeNull();
    expect(existsSync(featuresFolder)).toBe(false);
  });

  it('removes the features of a killed run, and keeps those of a running one', async () => {
    const steps = plan({ seeds: [0, 1] });
    const featuresFolder = join(root, 'features');
    const { pid } = spawnSync(process.execPath, ['--version']);
    const ofKilled = join(featuresFolder, `${hostname()}~${pid}~a`);
    const others = [`${hostname()}~${process.ppid}~b`, `elsewhere~${pid}~c`];
    await mkdir(ofKilled, { recursive: true });
    for (const name of others) await mkdir(join(featuresFolder, name));
    await runBenchmark(steps, {
      store: new ResultStore(join(root, 'results')),
      estimates: estimates(steps),
      featuresFolder,
      run: (step) => {
        expect(existsSync(ofKilled)).toBe(false);
        return Promise.resolve(evaluationOf(step));
      },
    });
    expect((await readdir(featuresFolder)).sort()).toEqual(others.toSorted());
  });

  it('computes damaged results and results of other settings again', async () => {
    const steps = plan({ seeds: [0, 1, 2] });
    const store = new ResultStore(root);
    await store.write({ ...steps[0], fingerprint: 'another' }, evaluationOf(steps[0]));
    await writeFile(join(root, `${steps[1].key}.json`), '{"step": {"fing');
    await writeFile(join(root, `${steps[2].key}.json`), 'null');
    let computed = 0;
    await runBenchmark(steps, {
      store,
      estimates: estimates(steps),
      run: (step) => {
        computed++;
        return Promise.resolve(evaluationOf(step));
      },
    });
    expect(computed).toBe(3);
  });

  it('does not treat an unreadable result as a missing one', async () => {
    const [step] = plan();
    await mkdir(join(root, `${step.key}.json`));
    await expect(new ResultStore(root).read(step)).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
    });
  });

  it('runs the given number at once, and none after a failure', async () => {
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

  it('reports the steps done and a time left that is corrected by them', async () => {
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

  it('takes the mean over categories only for seeds and shots that all of them have', () => {
    const steps = plan({ seeds: [0, 1], shots: [1, 'all'] }, ['easy', 'hard']);
    const have = steps.filter(
      ({ seed, shots, dataset: own }) => own.category === 'easy' || (seed === 0 && shots === 'all'),
    );
    const table = tabulate(
      resultsOf(have, ({ dataset: own }) => (own.category === 'easy' ? 1 : 0.6)),
      'c',
    );
    const means = table.rows.filter(({ category }) => category === null);
    expect(means.map(({ shots, figures }) => [shots, figures.imageAuroc])).toEqual([
      ['all', { mean: 0.8, deviation: null, runs: 1 }],
    ]);
  });

  it('states if the bank is limited to fewer rows than its share', () => {
    const [result] = resultsOf(plan(), () => 0.9);
    const limited = { ...result.evaluation, bankRows: result.evaluation.config.maxBankRows ?? 0 };
    const markdown = renderMarkdown(tabulate([{ ...result, evaluation: limited }], 'c'));
    expect(markdown).toContain('| all | 10 %, limited | 1 |');
    expect(markdown).toContain('whatever its share.');
    expect(renderMarkdown(tabulate([result], 'c'))).not.toContain('limited');
  });

  it('writes text that a spreadsheet would run as text', () => {
    const table = tabulate(
      resultsOf(plan({}, ['=1+1', 'a\rb', 'lid']), () => 0.9),
      'c',
    );
    const lines = renderCsv(table).split('\n').slice(1, 5);
    expect(lines.map((line) => line.split(',')[1])).toEqual(["'=1+1", '"a\rb"', 'lid', '']);
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

  it("prints the paper's rows only for the paper's data sets", () => {
    const all = new Set<number | 'all'>(['all']);
    expect(paperResultsFor('mtd', ['magnetic-tile'], all)).toMatchObject([{ imageAuroc: 97.9 }]);
    expect(paperResultsFor('mtd', ['magnetic-tile'], new Set([1]))).toEqual([]);
    expect(paperResultsFor('mvtec', ['toothbrush'], all)).toHaveLength(4);
    const few = paperResultsFor('mvtec', ['toothbrush'], new Set([1, 5, 7]));
    expect(few.map(({ imageAuroc }) => imageAuroc)).toEqual([84.1, 91]);
    expect(paperResultsFor('mvtec', ['toothbrush', 'my-part'], all)).toEqual([]);
    expect(paperResultsFor('visa', ['candle'], all)).toEqual([]);
  });
});

describe('compareEvaluations', () => {
  const evaluation = (shift: number, order = 1, category = 'lid', threshold = 0.5) => ({
    dataset: 'mvtec',
    category,
    threshold,
    images: Array.from({ length: 60 }, (_, i) => ({
      name: `${i}.png`,
      defective: i % 2 === 0,
      defectType: null,
      imageScore: Math.sin(i * 12.9898) + (i % 2 === 0 ? shift : 0),
    })).toSorted((a, b) => order * Number(a.name > b.name ? 1 : -1)),
  });

  it('says which is better, whatever the order of the images', () => {
    const better = (first: number, second: number) =>
      compareEvaluations([evaluation(first)], [evaluation(second, -1)])[0].better;
    expect(better(0.5, 1.5)).toBe('second');
    expect(better(1.5, 0.5)).toBe('first');
    const [same, ...more] = compareEvaluations([evaluation(1)], [evaluation(1, -1)]);
    expect(same).toMatchObject({ better: 'neither', images: 60, category: 'lid' });
    expect(same.imageAuroc).toMatchObject({ difference: 0, interval: null, pValue: 1 });
    expect(more).toEqual([]);
  });

  it('compares the shares that each rejects and finds at its own threshold', () => {
    const [strict, lax] = [0.2, 0.9].map((threshold) => evaluation(1, 1, 'lid', threshold));
    const [{ falseRejectRate, detectionRate }] = compareEvaluations([strict], [lax]);
    const above = ({ images, threshold }: typeof strict, defective: boolean) =>
      images.filter((one) => one.defective === defective && one.imageScore > threshold).length / 30;
    expect(falseRejectRate.first).toBeCloseTo(above(strict, false), 12);
    expect(falseRejectRate.second).toBeCloseTo(above(lax, false), 12);
    expect(detectionRate.difference).toBeCloseTo(above(lax, true) - above(strict, true), 12);
    expect(falseRejectRate.difference).toBeLessThan(0);
    expect(falseRejectRate.pValue).toBeLessThan(0.05);
  });

  it('adds the mean over several categories, in which a gain of one can be noise', () => {
    const [gain, loss, mean] = compareEvaluations(
      [evaluation(0.5), evaluation(1.5, 1, 'cap')],
      [evaluation(0.5, 1, 'cap'), evaluation(1.5)],
    );
    expect([gain.better, loss.better, mean.better]).toEqual(['second', 'first', 'neither']);
    expect(mean).toMatchObject({ category: null, images: 120 });
    expect(mean.imageAuroc.difference).toBeCloseTo(
      (gain.imageAuroc.difference + loss.imageAuroc.difference) / 2,
      12,
    );
  });

  it('refuses other images, categories and data sets, a single class, and a category twice', () => {
    const one = evaluation(1);
    const [first, ...rest] = one.images;
    const fewer = { ...one, images: rest };
    const turned = { ...one, images: [{ ...first, defective: !first.defective }, ...rest] };
    const compare = (a: (typeof one)[], b: (typeof one)[]) => () => compareEvaluations(a, b);
    for (const other of [fewer, turned, { ...one, dataset: 'mtd' }]) {
      expect(compare([one], [other])).toThrow(/not of the same test images/);
    }
    expect(compare([fewer], [one])).toThrow(/not of the same test images/);
    expect(compare([one], [turned])).toThrow(`${first.name} is good there`);
    const good = { ...one, images: one.images.filter(({ defective }) => !defective) };
    expect(compare([good], [good])).toThrow(/expected good and defective images/);
    const cap = evaluation(1, 1, 'cap');
    expect(compare([one], [one, cap])).toThrow(/not of the same categories/);
    expect(compare([one, cap], [one])).toThrow(/not of the same categories/);
    expect(compare([one, one], [one])).toThrow(/two evaluations of lid/);
  });
});
