import {
  changeThreshold,
  type DefectReport,
  Detector,
  recalibrate,
  reportDefects,
  thresholdSummary,
} from '../../../detector/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { assertWritable } from '../../../files/index.ts';
import type { Model } from '../../../model/index.ts';
import type { JobOptions } from '../../../progress.ts';
import type { CommandContext } from '../../context.ts';
import { formatTable } from '../../output/formatTable.ts';
import { describeOutput, outputModel, type WrittenModel } from '../../output/outputModel.ts';
import { extrapolateOf } from '../../options/extrapolateOption.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { takeImages } from '../../options/takeImages.ts';
import { describeSupport, describeThreshold, heldText } from '../../output/describeThreshold.ts';
import { formatRate } from '../../../numberText.ts';
import type { CalibrateFlags } from './calibrate.ts';

/** What `nominal calibrate` does. */
export async function runCalibrate(
  path: string,
  patterns: readonly string[],
  flags: CalibrateFlags,
  context: CommandContext,
): Promise<void> {
  refuseContradiction(patterns, flags);
  const good = patterns.length === 0 ? [] : (await takeImages(patterns, context)).images;
  const defective =
    flags.defective === undefined ? [] : (await takeImages(flags.defective, context)).images;
  await assertWritable(flags.out ?? path);
  const { backbone } = flags;
  const detector = await Detector.load(path, {
    runtime: runtimeOf(flags),
    ...(backbone === undefined ? {} : { backbone }),
  });
  const view = context.progress(flags);
  try {
    const job = { signal: context.signal, onProgress: view.onProgress };
    const model = await changedModel(detector, good, flags, job);
    const costs = { defectShare: flags.defectShare, missCost: flags.missCost };
    const report =
      defective.length === 0 ? null : await reportDefects(detector, model, defective, costs, job);
    const written =
      model === detector.model ? null : await outputModel(path, flags.out, model, detector, job);
    view.stop();
    print(context, flags, model, written, report);
  } finally {
    view.stop();
    await detector.close();
  }
}

function refuseContradiction(patterns: readonly string[], flags: CalibrateFlags): void {
  const { falseRejectRate, extrapolate, threshold, defective } = flags;
  const rate = falseRejectRate !== undefined || extrapolate !== undefined;
  const changes = patterns.length > 0 || rate || threshold !== undefined;
  if (!changes && defective === undefined) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'there is nothing to calibrate',
      expected: 'good images, --false-reject-rate, --extrapolate, --threshold or --defective',
    });
  }
  if (threshold !== undefined && (patterns.length > 0 || rate)) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'a threshold is set by hand and is to be calibrated as well',
      expected: '--threshold alone, or good images, --false-reject-rate or both',
      remedy: 'Name one or the other',
    });
  }
}

async function changedModel(
  detector: Detector,
  good: readonly string[],
  { falseRejectRate, threshold, ...flags }: CalibrateFlags,
  job: JobOptions,
): Promise<Model> {
  const rate = {
    ...(falseRejectRate === undefined ? {} : { falseRejectRate }),
    ...extrapolateOf(flags),
  };
  if (good.length > 0) return recalibrate(detector, good, rate, job);
  if (Object.keys(rate).length === 0 && threshold === undefined) return detector.model;
  return changeThreshold(detector.model, detector.checksum, {
    falseRejectRate: detector.falseRejectRate,
    ...rate,
    threshold: threshold ?? null,
  });
}

function print(
  { terminal }: CommandContext,
  flags: CalibrateFlags,
  model: Model,
  written: WrittenModel | null,
  defects: DefectReport | null,
): void {
  const summary = thresholdSummary(model);
  if (flags.json) {
    terminal.out(
      `${JSON.stringify({ event: 'calibrated', written, ...summary, ...(defects === null ? {} : { defects }) })}\n`,
    );
  } else if (flags.quiet !== true) {
    terminal.out(`${describeThreshold(summary)}\n${describeSupport(summary)}`);
    if (written !== null && model.changes.at(-1)?.kind === 'calibration')
      terminal.out(`${model.changes.at(-1)?.summary}\n`);
    if (defects !== null) terminal.out(tableOf(defects));
    if (written !== null) terminal.out(describeOutput(written));
  }
}

function tableOf({ images, atRate, curve }: DefectReport): string {
  const rows = [
    ...curve.filter((point) => point.falseRejectRate !== atRate.falseRejectRate),
    atRate,
  ]
    .sort((a, b) => a.falseRejectRate - b.falseRejectRate)
    .map((point) => [
      formatRate(point.falseRejectRate),
      `${point.threshold.toFixed(4)}${heldText(point)}`,
      formatRate(point.detectionRate),
      `${formatRate(point.interval.low)} to ${formatRate(point.interval.high)}`,
      point.cost.toFixed(4),
      point === atRate ? "← the model's" : '',
    ]);
  const header = ['rejected good', 'threshold', 'detected', '95 % interval', 'cost per part', ''];
  return `${images} defective images, which did not move the threshold:\n${formatTable(header, rows)}`;
}
