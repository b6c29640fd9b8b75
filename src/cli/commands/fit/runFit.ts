import type { FitConfig } from '../../../config/index.ts';
import type { Resolution } from '../../../core/image/index.ts';
import { encodePng, type ImageWarning } from '../../../image/index.ts';
import {
  fit,
  jobOf,
  roiOverlay,
  thresholdSetters,
  thresholdSummary,
} from '../../../detector/index.ts';
import {
  assertWritable,
  type LeftOut,
  relativeNames,
  writeFileAtomic,
} from '../../../files/index.ts';
import type { Model } from '../../../model/index.ts';
import type { CommandContext } from '../../context.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { loadFleetPackage } from '../../commandPackages.ts';
import { inLine } from '../../output/printable.ts';
import { describeCopies, describeWarnings } from '../../output/imageNotes.ts';
import { describeResolution } from '../../output/describeResolution.ts';
import { describeSetters } from '../../output/describeSetters.ts';
import { describeSupport, describeThreshold } from '../../output/describeThreshold.ts';
import type { FitFlags } from './fit.ts';
import { formatCount } from '../../../numberText.ts';

/** What `nominal fit` does. */
export async function runFit(
  patterns: readonly string[],
  config: FitConfig,
  flags: FitFlags,
  context: CommandContext,
): Promise<void> {
  if (flags.products === undefined) return fitModel(patterns, config, flags, context);
  const { fitProducts } = await import('./fitProducts.ts');
  await fitProducts(flags.products, patterns, config, flags, context);
}

async function fitModel(
  patterns: readonly string[],
  config: FitConfig,
  flags: FitFlags,
  context: CommandContext,
): Promise<void> {
  const { images, leftOut } = await takeImages(patterns, context);
  await assertWritable(flags.out);
  if (flags.roiOverlay !== undefined) await assertWritable(flags.roiOverlay);
  const view = context.progress(flags);
  const start = performance.now();
  const warned = new Set<ImageWarning>();
  let resolution: Resolution | null = null;
  const job = {
    signal: context.signal,
    onProgress: view.onProgress,
    onWarning: (warning: ImageWarning) => warned.add(warning),
    onResolution: (own: Resolution) => {
      resolution = own;
    },
    runtime: runtimeOf(flags),
  };
  try {
    const { detector, shardRadii } =
      flags.nats === undefined
        ? { detector: await fit(images, config, job), shardRadii: [] }
        : await (await loadFleetPackage()).fitInFleet(flags, images, config, job);
    try {
      const { model } = detector;
      await detector.save(flags.out, jobOf(job));
      if (flags.roiOverlay !== undefined) {
        const picture = await roiOverlay(images[0], model, job.runtime);
        await writeFileAtomic(flags.roiOverlay, await encodePng(picture));
      }
      view.stop();
      print(context, flags, model, {
        ...leftOutOf(images, model),
        ...(leftOut.length === 0 ? {} : { notRead: leftOut }),
        warnings: [...warned],
        resolution,
        ...(shardRadii.length === 0 ? {} : { shardRadii }),
        fitSeconds: (performance.now() - start) / 1000,
      });
    } finally {
      await detector.close();
    }
  } finally {
    view.stop();
  }
}

/** The course of a fit, as far as the model does not tell it. */
interface FitCourse {
  /** Names of the images that were screened out. */
  readonly leftOut?: readonly string[];
  /** Files that seem to be images but were not fitted from. */
  readonly notRead?: readonly LeftOut[];
  readonly warnings: readonly ImageWarning[];
  /** What is left of the images when they are resized. */
  readonly resolution: Resolution | null;
  /** Covering radius of each shard's coreset, if workers of a fleet reduced the shards. */
  readonly shardRadii?: readonly number[];
  readonly fitSeconds: number;
}

function print(
  { terminal }: CommandContext,
  flags: FitFlags,
  model: Model,
  course: FitCourse,
): void {
  const { bank, config, copies, images, calibration, coveringRadius } = model;
  const summary = thresholdSummary(model);
  const setters = thresholdSetters(model);
  const { threshold, heldRate, thresholdExtrapolated, support, tail, tailFit } = summary;
  const { falseRejectRate } = config;
  if (flags.json === true) {
    const { leftOut, notRead, warnings, resolution, shardRadii, fitSeconds } = course;
    const { smallestRate, moreImages, interval } = support;
    const { method } = calibration;
    const result = {
      event: 'fitted',
      model: flags.out,
      images: images.length,
      copies,
      leftOut,
      notRead,
      warnings,
      resolution,
      bankRows: bank.rows,
      dimension: bank.columns,
      threshold,
      thresholdExtrapolated,
      falseRejectRate,
      heldRate,
      setters,
      calibration: { method, smallestRate, moreImages, interval, tail, tailFit },
      coveringRadius,
      shardRadii,
      fitSeconds,
    };
    terminal.out(`${JSON.stringify(result)}\n`);
  } else if (flags.quiet !== true) {
    terminal.err(describeWarnings(course.warnings));
    terminal.err(describeCopies(copies, images));
    terminal.out(
      `${inLine(flags.out)}: ${formatCount(images.length, 'image')}, ${formatCount(bank.rows, 'bank row')} of ${bank.columns} values, ` +
        `fitted in ${course.fitSeconds.toFixed(1)} s\n` +
        `${describeThreshold(summary)}\n` +
        `${describeLeftOut(course)}${describeRadii(course, coveringRadius)}${describeSupport(summary)}` +
        describeSetters(setters) +
        (course.resolution === null ? '' : describeResolution(course.resolution)),
    );
  }
}

/** The images that `--screen-images` has left out, if any. */
function leftOutOf(
  paths: readonly string[],
  { images, copies }: Pick<Model, 'images' | 'copies'>,
): Pick<FitCourse, 'leftOut'> {
  const names = new Set([...images, ...copies].map(({ name }) => name));
  const leftOut = relativeNames(paths).filter((name) => !names.has(name));
  return leftOut.length === 0 ? {} : { leftOut };
}

function describeLeftOut({ leftOut }: FitCourse): string {
  if (leftOut === undefined) return '';
  return `left out as the strangest: ${leftOut.map(inLine).join(', ')}\n`;
}

function describeRadii({ shardRadii }: FitCourse, coveringRadius: number | null): string {
  if (shardRadii === undefined || coveringRadius === null) return '';
  const largest = Math.max(...shardRadii);
  return (
    `covering radius at most ${coveringRadius.toPrecision(4)}: ${largest.toPrecision(4)} of the worst of ` +
    `${shardRadii.length} shards and ${(coveringRadius - largest).toPrecision(4)} of merging them\n`
  );
}
