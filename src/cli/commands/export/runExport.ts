import { exportOptionsSchema, parseConfig } from '../../../config/index.ts';
import { Detector } from '../../../detector/index.ts';
import { type ExportedModel, exportModel, type ExportOptions } from '../../../export/index.ts';
import { assertWritable, writeFileAtomic } from '../../../files/index.ts';
import type { CommandContext } from '../../context.ts';
import { extrapolateOf } from '../../options/extrapolateOption.ts';
import { optionWording } from '../../options/optionWording.ts';
import { takeImages } from '../../options/takeImages.ts';
import { inLine } from '../../output/printable.ts';
import { parseSize } from '../../options/values.ts';
import type { ExportFlags } from './export.ts';

/** What `nominal export` does. */
export async function runExport(
  path: string,
  flags: ExportFlags,
  context: CommandContext,
): Promise<void> {
  await assertWritable(flags.out);
  const observed =
    flags.images === undefined ? [] : (await takeImages(flags.images, context)).images;
  const options = optionsOf(flags);
  const { backbone, falseRejectRate } = flags;
  const place = backbone === undefined ? {} : { backbone };
  const detector = await Detector.load(path, {
    ...place,
    ...(falseRejectRate === undefined ? {} : { falseRejectRate }),
    ...extrapolateOf(flags),
  });
  const view = context.progress(flags);
  try {
    const job = { signal: context.signal, onProgress: view.onProgress, observed, ...place };
    const exported = await exportModel(detector, options, job);
    await writeFileAtomic(flags.out, exported.file, { signal: context.signal });
    view.stop();
    print(context, flags, exported);
  } finally {
    view.stop();
    await detector.close();
  }
}

/** The options among the flags. @throws NominalError `CONFIG_INVALID`. */
function optionsOf({ precision, bank, input, imageSize }: ExportFlags): ExportOptions {
  const anySize = imageSize === undefined || imageSize === 'any';
  const given = { precision, bank, input, imageSize: anySize ? null : parseSize(imageSize) };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return parseConfig(
    exportOptionsSchema,
    Object.fromEntries(named),
    'command line',
    optionWording(),
  );
}

function print({ terminal }: CommandContext, flags: ExportFlags, exported: ExportedModel): void {
  const { file, manifest, scoreDifference } = exported;
  const { precision, bank, networkInput } = manifest;
  if (flags.json === true) {
    const { imageScores, ...calibration } = manifest.calibration;
    const calibrationImages = imageScores.length;
    terminal.out(
      `${JSON.stringify({ out: flags.out, bytes: file.length, scoreDifference, ...manifest, calibration: { ...calibration, calibrationImages } })}\n`,
    );
  } else if (flags.quiet !== true) {
    terminal.out(
      `Written to ${inLine(flags.out)}: ${(file.length / 2 ** 20).toFixed(1)} MiB, network ${precision} at ${networkInput.height}x${networkInput.width}, ${bank.rows} bank rows in ${bank.precision}.\n` +
        `${inLine(`Backbone ${manifest.backbone.name}, license: ${manifest.backbone.license}.`)}\n` +
        `"nominal verify ${inLine(flags.out)}" runs its self-test.\n`,
    );
  }
}
