import { availableParallelism } from 'node:os';
import type { BenchmarkAxes } from '../../../benchmark/index.ts';
import { type PresetName, presets, type RuntimeOptions } from '../../../config/index.ts';
import { type Dataset, type LayoutName, openDataset } from '../../../datasets/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { fitConfigOf, fitOptionsOf } from '../../options/fitOptions.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { parseList, parseShares } from '../../options/values.ts';

/** Maximum runs of a configuration, and maximum steps at once. */
const MAX_SEEDS = 1000;
const MAX_JOBS = 256;

/** The flags that say what a benchmark measures, in addition to those of a fit. */
export interface AxesFlags extends Readonly<Record<string, unknown>> {
  readonly categories?: string;
  readonly presets?: string;
  readonly backbones?: string;
  readonly shots: string;
  readonly ratios?: string;
  readonly seeds: string;
  readonly layout?: LayoutName;
  readonly allowMissingMasks?: boolean;
  /** Steps at once. */
  readonly jobs?: string;
}

/** The configurations to measure. @throws NominalError `CONFIG_INVALID`. */
export function axesOf(flags: AxesFlags): BenchmarkAxes {
  const { seed } = fitConfigOf(flags);
  const given = fitOptionsOf(flags);
  const known = Object.keys(presets) as PresetName[];
  const preset = known.find((name) => name === flags.preset) ?? 'balanced';
  const { presets: names, backbones, ratios, shots, seeds } = flags;
  const count = countOf('--seeds', seeds, MAX_SEEDS);
  return {
    presets:
      names === undefined
        ? [preset]
        : parseList('--presets', names, known.join(' or '), (name) =>
            known.find((one) => one === name),
          ),
    backbones:
      backbones === undefined
        ? givenOr(given.backbone)
        : parseList('--backbones', backbones, 'names or folders', (name) => name || undefined),
    shots: parseList('--shots', shots, 'whole numbers from 1, or all', (text) =>
      text === 'all' ? 'all' : wholeFromOne(text),
    ),
    ratios: ratios === undefined ? givenOr(given.coresetRatio) : parseShares('--ratios', ratios),
    seeds: Array.from({ length: count }, (_, i) => seed + i),
  };
}

/** The value that was given, or null for each preset's own. */
function givenOr<Value>(value: Value | undefined): readonly [Value] | null {
  return value === undefined ? null : [value];
}

function countOf(option: string, text: string, most: number): number {
  const count = wholeFromOne(text);
  if (count !== undefined && count <= most) return count;
  throw new NominalError('CONFIG_INVALID', {
    what: `${option} is not valid`,
    expected: `a whole number in 1..${most}`,
    received: JSON.stringify(text),
  });
}

function wholeFromOne(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** The data sets as each seed reads them, with the chosen categories. */
export async function datasetsBySeed(
  path: string,
  { categories, layout, allowMissingMasks = false }: AxesFlags,
  seeds: readonly number[],
): Promise<Map<number, Dataset[]>> {
  const bySeed = new Map<number, Dataset[]>();
  for (const seed of seeds) {
    const all = await openDataset(path, {
      seed,
      allowMissingMasks,
      ...(layout === undefined ? {} : { layout }),
    });
    const names = all.map(({ category }) => category);
    const chosen =
      categories === undefined
        ? names
        : parseList('--categories', categories, names.join(' or '), (name) =>
            names.find((one) => one === name),
          );
    bySeed.set(
      seed,
      all.filter(({ category }) => chosen.includes(category)),
    );
  }
  return bySeed;
}

/** How many steps run at once, and how many threads each has. */
export function shareOut(
  flags: AxesFlags,
  steps: number,
): { readonly jobs: number; readonly runtime: RuntimeOptions } {
  const runtime = runtimeOf(flags);
  const cores = runtime.threads ?? availableParallelism();
  const asked =
    flags.jobs === undefined
      ? Math.max(1, Math.floor(cores / 4))
      : countOf('--jobs', flags.jobs, MAX_JOBS);
  const jobs = Math.min(asked, steps);
  return { jobs, runtime: { ...runtime, threads: Math.max(1, Math.floor(cores / jobs)) } };
}
