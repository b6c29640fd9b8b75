import type { Command } from 'commander';
import { importOptionsSchema } from '../../../config/index.ts';
import type { CommandContext } from '../../context.ts';
import { addMachineOptions } from '../../options/runtimeOptions.ts';
import { parseNames, parseNumber, parseSize } from '../../options/values.ts';

export interface ImportFlags extends Record<string, unknown> {
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal import`: a PatchCore model of another program, calibrated, as a model file. */
export function describeImport(command: Command, context: CommandContext): void {
  const { parameters, metadata, backbone, taps, resize, crop, falseRejectRate, extrapolate } =
    importOptionsSchema.shape;
  const help = (schema: { readonly description?: string | undefined }) => schema.description ?? '';
  command
    .argument('<foreign>', 'nnscorer_search_index.faiss or model.onnx, or the folder of either')
    .argument(
      '<good-images...>',
      'folders, files or glob patterns of good images that it was not fitted from',
    )
    .requiredOption('-o, --out <file>', 'model file to write')
    .option('--parameters <file>', help(parameters))
    .option('--metadata <file>', help(metadata))
    .option('--backbone <name|folder>', help(backbone))
    .option('--taps <names>', help(taps), parseNames)
    .option('--resize <size>', help(resize), parseSize)
    .option('--crop <size|none>', help(crop), parseSize)
    .option('--false-reject-rate <rate>', `${help(falseRejectRate)} (default: 0.01)`, parseNumber)
    .option('--extrapolate', help(extrapolate))
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors');
  addMachineOptions(command).action(
    async (path: string, patterns: string[], flags: ImportFlags) => {
      const { runImport } = await import('./runImport.ts');
      await runImport(path, patterns, flags, context);
    },
  );
}
