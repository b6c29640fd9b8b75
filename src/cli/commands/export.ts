import { type Command, Option } from 'commander';
import { parseConfig } from '../../config/index.ts';
import { Detector } from '../../detector/index.ts';
import {
  type ExportedModel,
  exportModel,
  type ExportOptions,
  exportOptionsSchema,
} from '../../export/index.ts';
import { assertWritable, writeFileAtomic } from '../../files/index.ts';
import type { CommandContext } from '../context.ts';
import {
  addExtrapolateOption,
  type ExtrapolateFlag,
  extrapolateOf,
} from '../options/extrapolateOption.ts';
import { takeImages } from '../options/takeImages.ts';
import { inLine } from '../output/printable.ts';
import { parseNumber, parseSize } from '../options/values.ts';

interface ExportFlags extends ExtrapolateFlag {
  readonly to: 'onnx';
  readonly out: string;
  readonly precision?: 'float32' | 'float16' | 'int8';
  readonly bank?: 'float32' | 'float16' | 'int8';
  readonly imageSize?: string;
  readonly input?: 'uint8' | 'float32';
  readonly images?: readonly string[];
  readonly backbone?: string;
  readonly falseRejectRate?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal export`: a fitted model as one file that runs without nominal. */
export function describeExport(command: Command, context: CommandContext): void {
  const { precision, bank, imageSize, input } = exportOptionsSchema.shape;
  const help = (schema: { readonly description?: string | undefined }) => schema.description ?? '';
  command
    .argument('<model>', 'model file written by "nominal fit"')
    .addOption(new Option('--to <format>', 'format to write').choices(['onnx']).default('onnx'))
    .requiredOption('-o, --out <file>', 'file to write')
    .addOption(
      new Option('--precision <type>', help(precision)).choices(precision.unwrap().options),
    )
    .addOption(
      new Option('--bank <type>', `${help(bank)} (default: float32)`).choices(
        bank.unwrap().options,
      ),
    )
    .option('--image-size <size>', `${help(imageSize)} (default: any)`)
    .addOption(
      new Option('--input <type>', `${help(input)} (default: uint8)`).choices(
        input.unwrap().options,
      ),
    )
    .option(
      '--images <images...>',
      'good images to observe the network on, for --precision int8 of a model that was fitted in float32',
    )
    .option(
      '--false-reject-rate <rate>',
      "share of good parts that may be rejected, instead of the model's: sets the default threshold",
      parseNumber,
    )
    .option('--backbone <folder>', 'where the backbone is now, if it has moved since the fit')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print nothing but errors');
  addExtrapolateOption(command).action((path: string, flags: ExportFlags) =>
    exportTo(path, flags, context),
  );
}

async function exportTo(path: string, flags: ExportFlags, context: CommandContext): Promise<void> {
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
  return parseConfig(exportOptionsSchema, Object.fromEntries(named), 'export options');
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
