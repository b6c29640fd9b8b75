import type { Command } from 'commander';
import { encodePng, type ImageWarning } from '../../../image/index.ts';
import { fit, jobOf, roiOverlay } from '../../../detector/index.ts';
import { assertWritable, type LeftOut, relativeNames, writeFileAtomic } from '../../../files/index.ts';
import type { CopiedImage, Model } from '../../../model/index.ts';
import type { CommandContext } from '../../context.ts';
import { describeCopies } from '../../output/describeCopies.ts';
import { describeSupport } from '../../output/describeSupport.ts';
import { describeWarnings } from '../../output/describeWarnings.ts';
import { addFitOptions, fitConfigOf, parseNumber } from '../../options/fitOptions.ts';
import { fitProducts } from './fitProducts.ts';
import { addNatsOptions, type NatsFlags } from '../../options/natsOptions.ts';
import { addRuntimeOptions, runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { loadFleetPackage } from '../../commandPackages.ts';
import { inLine } from '../../output/printable.ts';

interface FitFlags extends Record<string, unknown>, NatsFlags {
  readonly out: string;
  readonly roiOverlay?: string;
  readonly products?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal fit`: good images → one model file. */
export function addFitCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('fit')
    .description('Learn from good images what a part looks like, and write one model file')
    .argument('[good-images...]', 'folders, files or glob patterns of good images')
    .requiredOption(
      '-o, --out <file>',
      'model file to write; with --products the folder of a family',
    )
    .option(
      '--products <folders...>',
      'a folder for each product, of good images or of a data set with train/good: fits a family, which is a model of each and a router that tells them apart',
    )
    .option(
      '--unknown-rate <rate>',
      'with --products: largest share of good images that may be taken for an unknown product (default: 0.01)',
      parseNumber,
    )
    .option(
      '--roi-overlay <file>',
      'write the first training image as PNG, with the parts that are not inspected dimmed',
    )
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors');
  addNatsOptions(addRuntimeOptions(addFitOptions(command))).action(
    async (patterns: string[], flags: FitFlags) => {
      const config = fitConfigOf(flags);
      if (flags.products !== undefined) {
        await fitProducts(flags.products, patterns, config, flags, context);
        return;
      }
      // Optional for the parser, because a family takes none.
      if (patterns.length === 0) command.error("error: missing required argument 'good-images'");
      const { images, leftOut } = await takeImages(patterns, context);
      await assertWritable(flags.out);
      if (flags.roiOverlay !== undefined) await assertWritable(flags.roiOverlay);
      const view = context.progress(flags);
      const start = performance.now();
      const warned = new Set<ImageWarning>();
      try {
        const job = {
          signal: context.signal,
          onProgress: view.onProgress,
          onWarning: (warning: ImageWarning) => warned.add(warning),
          runtime: runtimeOf(flags),
        };
        const { detector, shardRadii } =
          flags.nats === undefined
            ? { detector: await fit(images, config, job), shardRadii: [] }
            : await (await loadFleetPackage()).fitInFleet(flags, images, config, job);
        try {
          await detector.save(flags.out, jobOf(job));
          if (flags.roiOverlay !== undefined) {
            const picture = await roiOverlay(images[0], detector.model, job.runtime);
            await writeFileAtomic(flags.roiOverlay, await encodePng(picture));
          }
          view.stop();
          if (!flags.json && !flags.quiet) {
            context.terminal.err(describeWarnings(warned));
            context.terminal.err(describeCopies(detector.model.copies, detector.model.images));
          }
          report(context, flags, {
            model: flags.out,
            images: detector.model.images.length,
            copies: detector.model.copies,
            ...leftOutOf(images, detector.model),
            ...(leftOut.length === 0 ? {} : { notRead: leftOut }),
            warnings: [...warned],
            bankRows: detector.model.bank.rows,
            dimension: detector.model.bank.columns,
            threshold: detector.threshold,
            thresholdExtrapolated: detector.summary.thresholdExtrapolated,
            falseRejectRate: detector.falseRejectRate,
            calibration: {
              method: detector.model.calibration.method,
              smallestRate: detector.summary.support.smallestRate,
              moreImages: detector.summary.support.moreImages,
              interval: detector.summary.support.interval,
              tail: detector.summary.tail,
              tailFit: detector.summary.tailFit,
            },
            coveringRadius: detector.model.coveringRadius,
            ...(shardRadii.length === 0 ? {} : { shardRadii }),
            fitSeconds: (performance.now() - start) / 1000,
          });
          if (!flags.json && !flags.quiet) context.terminal.out(describeSupport(detector.summary));
        } finally {
          await detector.close();
        }
      } finally {
        view.stop();
      }
    },
  );
}

interface FitReport {
  readonly model: string;
  readonly images: number;
  /** Images that were left out because they show the same as another one. */
  readonly copies: readonly CopiedImage[];
  /** Names of the images that were screened out. */
  readonly leftOut?: readonly string[];
  /** Files that seem to be images but were not fitted from. */
  readonly notRead?: readonly LeftOut[];
  readonly warnings: readonly ImageWarning[];
  readonly bankRows: number;
  readonly dimension: number;
  readonly threshold: number;
  readonly thresholdExtrapolated: boolean;
  readonly falseRejectRate: number;
  readonly calibration: object;
  readonly coveringRadius: number | null;
  /** Covering radius of each shard's coreset, if workers of a fleet reduced the shards. */
  readonly shardRadii?: readonly number[];
  readonly fitSeconds: number;
}

function report(context: CommandContext, flags: FitFlags, result: FitReport): void {
  const { out } = context.terminal;
  if (flags.json) out(`${JSON.stringify({ event: 'fitted', ...result })}\n`);
  else if (!flags.quiet) {
    out(
      `${inLine(result.model)}: ${result.images} images, ${result.bankRows} bank rows of ${result.dimension} values, ` +
        `fitted in ${result.fitSeconds.toFixed(1)} s\n` +
        `threshold ${result.threshold.toPrecision(5)} for a false-reject rate of ${100 * result.falseRejectRate} %` +
        `${result.thresholdExtrapolated ? ' (extrapolated)' : ''}\n${describeLeftOut(result)}${describeRadii(result)}`,
    );
  }
}

/** The images that `--screen-images` has left out, if any. */
function leftOutOf(
  paths: readonly string[],
  { images, copies }: Pick<Model, 'images' | 'copies'>,
): Pick<FitReport, 'leftOut'> {
  const names = new Set([...images, ...copies].map(({ name }) => name));
  const leftOut = relativeNames(paths).filter((name) => !names.has(name));
  return leftOut.length === 0 ? {} : { leftOut };
}

function describeLeftOut({ leftOut }: FitReport): string {
  if (leftOut === undefined) return '';
  return `left out as the strangest: ${leftOut.map(inLine).join(', ')}\n`;
}

function describeRadii({ shardRadii, coveringRadius }: FitReport): string {
  if (shardRadii === undefined || coveringRadius === null) return '';
  const largest = Math.max(...shardRadii);
  return (
    `covering radius at most ${coveringRadius.toPrecision(4)}: ${largest.toPrecision(4)} of the worst of ` +
    `${shardRadii.length} shards and ${(coveringRadius - largest).toPrecision(4)} of merging them\n`
  );
}
