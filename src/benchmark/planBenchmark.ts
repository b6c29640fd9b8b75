import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { membersOf } from '../backbone/index.ts';
import {
  type FitConfig,
  type FitOptions,
  type PresetName,
  presets,
  resolveFitConfig,
} from '../config/index.ts';
import { Random } from '../core/random/index.ts';
import { type Dataset, requireTests } from '../datasets/index.ts';
import { NominalError } from '../errors/index.ts';
import type { PlannedStep } from './BenchmarkStep.ts';

/** The settings that are varied; every combination is a step. */
export interface BenchmarkAxes {
  readonly presets: readonly PresetName[];
  /** Names or folders; null for the backbone of each preset. */
  readonly backbones: readonly string[] | null;
  readonly shots: readonly (number | 'all')[];
  /** Shares of all patches that the memory bank keeps; null for the share of each preset. */
  readonly ratios: readonly number[] | null;
  readonly seeds: readonly number[];
}

/**
 * Lists the steps of a benchmark, category by category. Numbers of shots that exceed the training
 * images of a category are left out.
 *
 * @param datasetsOf the categories by seed: data sets without a split of their own are split for each.
 * @param options settings that all steps share and that override those of the presets.
 * @throws NominalError `CONFIG_INVALID`, for example if both ratios and a number of bank rows are given,
 *   or `TOO_FEW_IMAGES` if no step is left or a category has no test images.
 */
export function planBenchmark(
  datasetsOf: ReadonlyMap<number, readonly Dataset[]>,
  axes: BenchmarkAxes,
  options: FitOptions = {},
): PlannedStep[] {
  if (axes.ratios !== null && options.bankRows !== undefined) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'both a number of bank rows and shares of patches are given',
      expected: '--ratios or --bank-rows',
      received: `ratios ${axes.ratios.join(', ')} and ${String(options.bankRows)} rows`,
    });
  }
  const steps = new Map<string, PlannedStep>();
  const categories = [...datasetsOf.values()][0].map(({ category }) => category);
  for (const [index, category] of categories.entries()) {
    for (const preset of axes.presets) {
      const own = resolveFitConfig({ ...presets[preset], ...options });
      for (const backbone of axes.backbones ?? [own.backbone]) {
        for (const shots of axes.shots) {
          for (const coresetRatio of axes.ratios ?? [own.coresetRatio]) {
            for (const seed of axes.seeds) {
              const config = { ...presets[preset], ...options, backbone, coresetRatio, seed };
              const dataset = datasetsOf.get(seed)?.[index];
              const id = JSON.stringify([category, preset, backbone, shots, coresetRatio, seed]);
              if (dataset === undefined || steps.has(id)) continue;
              const step = stepOf(dataset, preset, shots, config);
              if (step !== null) steps.set(id, step);
            }
          }
        }
      }
    }
  }
  if (steps.size > 0) return [...steps.values()];
  const sizes = [...datasetsOf.values()].flat().map(({ train }) => train.length);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  throw new NominalError('TOO_FEW_IMAGES', {
    what: 'there is nothing to measure',
    expected: 'at least as many training images as the fewest shots',
    received: `${axes.shots.join(', ')} shots of ${most} training images`,
  });
}

function stepOf(
  whole: Dataset,
  preset: PresetName,
  shots: number | 'all',
  options: FitOptions & { readonly seed: number },
): PlannedStep | null {
  if (shots !== 'all' && shots > whole.train.length) return null;
  requireTests(whole);
  const config = resolveFitConfig(options);
  const { seed, backbone, coresetRatio } = config;
  const dataset = shots === 'all' ? whole : takeShots(whole, shots, seed);
  const names = [whole.category, preset, basename(backbone), shots, coresetRatio, seed];
  const featuresKey = featuresKeyOf(whole, config);
  return { name: names.join('_'), preset, shots, seed, config, dataset, featuresKey };
}

/** Hash of the settings that decide the features: of the varied ones, shots, seed and ratio do not. */
function featuresKeyOf({ category }: Dataset, config: FitConfig): string | null {
  const { precision, backbone, tapScales } = config;
  // The ranges of 8 bits and the scales of an ensemble are fitted to the training images.
  const fitted =
    precision === 'int8' || (membersOf(backbone).length > 1 && tapScales === undefined);
  if (fitted) return null;
  const shared = { ...config, coresetRatio: 0, seed: 0 };
  return createHash('sha256').update(JSON.stringify({ category, shared })).digest('hex');
}

/**
 * The data set with some of its training images, drawn at random. For the same seed, fewer shots are a
 * subset of more: 2 shots contain the image of 1 shot, so that only the added images make a difference.
 *
 * @param shots integer, 1..number of training images.
 */
export function takeShots(dataset: Dataset, shots: number, seed: number): Dataset {
  const { length } = dataset.train;
  if (!Number.isInteger(shots) || shots < 1 || shots > length) {
    throw new RangeError(`shots must be an integer in 1..${length}, got ${shots}`);
  }
  const taken = new Set(new Random(seed).permutation(length).subarray(0, shots));
  return { ...dataset, train: dataset.train.filter((_, i) => taken.has(i)) };
}
