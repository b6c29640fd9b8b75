import { createHash } from 'node:crypto';
import { membersOf, resolveBackbone } from '../backbone/index.ts';
import { storedConfig } from '../config/index.ts';
import type { Dataset, MaskSource, Sample } from '../datasets/index.ts';
import { NominalError } from '../errors/index.ts';
import { fileNameOf, relativeNames, sha256OfFile } from '../files/index.ts';
import type { JobOptions } from '../progress.ts';
import { version } from '../version.ts';
import type { BenchmarkStep, PlannedStep } from './BenchmarkStep.ts';
import { inParallel } from '../async/index.ts';

/** Files read at once: one waits for the disk while another is hashed. */
const FILES_AT_ONCE = 4;

/**
 * Adds to every step the hash of everything that decides its result: the version, its settings, the
 * networks, and the contents of every image, mask and region file. The location of the data set does
 * not count, so results that another machine computed are valid.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for a file that cannot be read, `BACKBONE_NOT_FOUND`, or
 *   `CANCELLED`.
 */
export async function fingerprintSteps(
  steps: readonly PlannedStep[],
  job: JobOptions = {},
): Promise<BenchmarkStep[]> {
  const networks = new Map<string, unknown>();
  for (const { config } of steps) {
    for (const name of membersOf(config.backbone)) {
      if (!networks.has(name)) networks.set(name, (await resolveBackbone(name)).manifest);
    }
  }
  const sums = await sumsOf(filesOf(steps), job);
  return steps.map((step) => {
    const { backbone, roi, ...settings } = step.config;
    const decisive = {
      version,
      settings: storedConfig(settings),
      networks: membersOf(backbone).map((name) => networks.get(name)),
      roi: roi === null ? null : sums.get(roi),
      dataset: step.dataset.name,
      category: step.dataset.category,
      samples: describeSamples(samplesOf(step.dataset), sums),
    };
    const fingerprint = createHash('sha256').update(JSON.stringify(decisive)).digest('hex');
    return { ...step, fingerprint, key: `${fileNameOf(step.name)}_${fingerprint.slice(0, 8)}` };
  });
}

function samplesOf({ train, testGood, testDefective }: Dataset): Sample[] {
  return [...train, ...testGood, ...testDefective];
}

function filesOf(steps: readonly PlannedStep[]): Set<string> {
  const paths = new Set<string>();
  for (const { dataset, config } of steps) {
    if (config.roi !== null) paths.add(config.roi);
    for (const { path, mask } of samplesOf(dataset)) {
      paths.add(path);
      if (mask?.kind === 'files') for (const one of mask.paths) paths.add(one);
    }
  }
  return paths;
}

/** SHA-256 by path. */
async function sumsOf(
  paths: ReadonlySet<string>,
  { signal, onProgress }: JobOptions,
): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  await inParallel(paths, FILES_AT_ONCE, signal, async (path, stop) => {
    sums.set(path, await sumOf(path, stop));
    onProgress?.({ phase: 'hash', doneFiles: sums.size, totalFiles: paths.size });
  });
  return sums;
}

async function sumOf(path: string, signal: AbortSignal): Promise<string> {
  try {
    return await sha256OfFile(path, signal);
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${path} does not exist or may not be read`,
      details: { path },
      cause,
    });
  }
}

function describeSamples(samples: readonly Sample[], sums: ReadonlyMap<string, string>) {
  const names = relativeNames(samples.map(({ path }) => path));
  return samples.map(({ path, label, defectType, mask }, i) => [
    names[i],
    sums.get(path),
    label,
    defectType,
    mask === null ? null : describeMask(mask, sums),
  ]);
}

function describeMask(mask: MaskSource, sums: ReadonlyMap<string, string>) {
  if (mask.kind === 'shapes') return [mask.size, ...mask.shapes];
  return [mask.defective, ...mask.paths.map((path) => sums.get(path))];
}
