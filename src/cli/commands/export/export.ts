import { type Command, Option } from 'commander';
import { exportOptionsSchema } from '../../../config/index.ts';
import type { CommandContext } from '../../context.ts';
import { addExtrapolateOption, type ExtrapolateFlag } from '../../options/extrapolateOption.ts';
import { parseNumber } from '../../options/values.ts';

export interface ExportFlags extends ExtrapolateFlag {
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
  addExtrapolateOption(command).action(async (path: string, flags: ExportFlags) => {
    const { runExport } = await import('./runExport.ts');
    await runExport(path, flags, context);
  });
}
