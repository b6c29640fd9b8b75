import {
  Detector,
  rollBack,
  thresholdSummary,
  update,
  type Updated,
} from '../../../detector/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { assertWritable } from '../../../files/index.ts';
import type { CommandContext } from '../../context.ts';
import { describeOutput, outputModel, type WrittenModel } from '../../output/outputModel.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { inLine } from '../../output/printable.ts';
import { takeImages } from '../../options/takeImages.ts';
import type { UpdateFlags } from './update.ts';
import { formatCount } from '../../../numberText.ts';

/** What `nominal update` does. */
export async function runUpdate(
  path: string,
  flags: UpdateFlags,
  context: CommandContext,
): Promise<void> {
  if (flags.rollback === true) await restore(path, flags, context);
  else await updateModel(path, flags, context);
}

async function restore(path: string, flags: UpdateFlags, context: CommandContext): Promise<void> {
  if (flags.add !== undefined || flags.remove !== undefined || flags.out !== undefined) {
    throw new NominalError('CONFIG_INVALID', {
      what: '--rollback cannot be combined with another change',
      remedy: 'Roll back first, then change',
    });
  }
  const model = await rollBack(path);
  const { length } = model.changes;
  if (flags.json)
    context.terminal.out(`${JSON.stringify({ event: 'rolledBack', changes: length })}\n`);
  else if (flags.quiet !== true) {
    context.terminal.out(
      `${inLine(path)} is as it was before the newest change; ${formatCount(length, 'change')} ${length === 1 ? 'is' : 'are'} left.\n`,
    );
  }
}

async function updateModel(
  path: string,
  flags: UpdateFlags,
  context: CommandContext,
): Promise<void> {
  const add = flags.add === undefined ? [] : (await takeImages(flags.add, context)).images;
  const refill = flags.refill === undefined ? [] : (await takeImages(flags.refill, context)).images;
  await assertWritable(flags.out ?? path);
  const { backbone } = flags;
  const detector = await Detector.load(path, {
    runtime: runtimeOf(flags),
    ...(backbone === undefined ? {} : { backbone }),
  });
  const view = context.progress(flags);
  try {
    const job = { signal: context.signal, onProgress: view.onProgress };
    const updated = await update(detector, { add, remove: flags.remove ?? [], refill }, job);
    const written = await outputModel(path, flags.out, updated.model, detector, job);
    view.stop();
    print(context, flags, updated, written, detector.threshold);
  } finally {
    view.stop();
    await detector.close();
  }
}

function print(
  { terminal }: CommandContext,
  flags: UpdateFlags,
  { model, ...counts }: Updated,
  written: WrittenModel,
  thresholdBefore: number,
): void {
  const { threshold } = thresholdSummary(model);
  const bankRows = model.bank.rows;
  if (flags.json) {
    terminal.out(
      `${JSON.stringify({ event: 'updated', written, ...counts, bankRows, threshold, thresholdBefore })}\n`,
    );
  } else if (flags.quiet !== true) {
    const {
      addedImages,
      addedRows,
      knownImages,
      copies,
      removedImages,
      removedRows,
      refilledRows,
    } = counts;
    const refilled = refilledRows === 0 ? '' : `, ${refilledRows} refilled from images that stay`;
    const known =
      (knownImages === 0 ? '' : ` (${knownImages} more were known already)`) +
      (copies === 0 ? '' : ` (${copies} more show the same as another one of them)`);
    terminal.out(
      `${formatCount(addedImages, 'image')} added${known}, ${formatCount(addedRows, 'row')} that the bank did not cover; ` +
        `${removedImages} removed with ${formatCount(removedRows, 'row')}${refilled}; ${formatCount(bankRows, 'row')} now.\n` +
        calibrationNote(counts) +
        `threshold ${threshold.toPrecision(5)}, before ${thresholdBefore.toPrecision(5)}\n` +
        describeOutput(written),
    );
  }
}

function calibrationNote({ addedImages, calibration }: Omit<Updated, 'model'>): string {
  if (addedImages === 0) return '';
  return calibration === 'extended'
    ? 'Their scores joined the calibration.\n'
    : 'Their scores did not join the calibration: too many of them were rejected for a fair sample, or it is on held-out images.\n';
}
