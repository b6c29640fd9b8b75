import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import {
  type FitConfig,
  type FitOptions,
  type PresetName,
  presets,
  resolveFitConfig,
} from '../config/index.ts';
import { membersOf } from '../backbone/index.ts';
import { type Dataset, requireTests } from '../datasets/index.ts';
import { NominalError } from '../errors/index.ts';
import type { PlannedStep } from './BenchmarkStep.ts';
import { takeShots } from './takeShots.ts';

/** What is varied; every combination is a step. */
export interface BenchmarkAxes {
  readonly presets: readonly PresetName[];
  /** Names or folders; null for each preset's own. */
  readonly backbones: readonly string[] | null;
  readonly shots: readonly (number | 'all')[];
  /** Shares of all patches that the memory bank keeps; null for each preset's own. */
  readonly ratios: readonly number[] | null;
  readonly seeds: readonly number[];
}

/**
 * Lists the steps of a benchmark, category by category. Shots that a category has not enough
 * training images for are left out.
 *
 * @param datasetsOf the categories by seed: data sets without a split of their own split anew.
 * @param options settings that all steps share and that refine the presets.
 * @throws NominalError `CONFIG_INVALID`, also where both ratios and rows of the bank are given, or
 *   `TOO_FEW_IMAGES` if no step is left or a category has nothing to test with.
 */
export function planBenchmark(
  datasetsOf: ReadonlyMap<number, readonly Dataset[]>,
  axes: BenchmarkAxes,
  options: FitOptions = {},
): PlannedStep[] {
  if (axes.ratios !== null && options.bankRows !== undefined) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'a number of rows and shares of patches are both asked for',
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

/** Of what is varied here, shots, seed and ratio come after the features. */
function featuresKeyOf({ category }: Dataset, config: FitConfig): string | null {
  const { precision, backbone, tapScales } = config;
  // Ranges of 8 bits and scales of an ensemble are fitted to the images learned from.
  const fitted =
    precision === 'int8' || (membersOf(backbone).length > 1 && tapScales === undefined);
  if (fitted) return null;
  const shared = { ...config, coresetRatio: 0, seed: 0 };
  return createHash('sha256').update(JSON.stringify({ category, shared })).digest('hex');
}
