import { type Command, Option } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addExtrapolateOption, type ExtrapolateFlag } from '../../options/extrapolateOption.ts';
import { addMachineOptions, addWorkersOption } from '../../options/runtimeOptions.ts';
import { parseNumber } from '../../options/values.ts';
import type { InspectionFilesFlags } from './InspectionFiles.ts';

export interface InspectFlags
  extends InspectionFilesFlags, ExtrapolateFlag, Record<string, unknown> {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly falseRejectRate?: number;
  readonly threshold?: number;
  readonly backbone?: string;
  readonly product?: string;
}

/** `nominal inspect`: a verdict for every image; exit code 1 if one is anomalous. */
export function describeInspect(command: Command, context: CommandContext): void {
  command
    .argument('<model>', 'model file written by "nominal fit", or the folder of a family')
    .argument('<images...>', 'folders, files or glob patterns of images')
    .option(
      '--product <name|auto>',
      'for a family: the product that the images show, or auto to find it out for each image (default: auto)',
    )
    .option('--json', 'print one JSON object per image')
    .option('--quiet', 'print no progress')
    .option('--overlays <folder>', 'write each image with its heat map and regions as PNG')
    .option('--maps <folder>', 'write each raw anomaly map')
    .option('--coco <file>', 'write the regions of all images as one COCO file')
    .option('--labelme <folder>', 'write the regions of each image as a LabelMe file')
    .addOption(
      new Option(
        '--map-format <format>',
        'npy: float32 values; png: 16-bit grey, scaled by the map scale in the JSON',
      )
        .choices(['npy', 'png'])
        .default('npy'),
    )
    .option(
      '--false-reject-rate <rate>',
      "share of good parts that may be rejected, instead of the model's",
      parseNumber,
    )
    .option(
      '--threshold <score>',
      'raw score above which an image is anomalous, instead of the one that follows from the rate',
      parseNumber,
    )
    .option(
      '--explain [training-images]',
      'name the training image and patch nearest to the highest patches; with the folder of the training images, draw both side by side in the overlays',
    )
    .option('--backbone <folder>', 'where the backbone is now, if it has moved since the fit');
  addWorkersOption(addMachineOptions(addExtrapolateOption(command))).action(
    async (path: string, patterns: string[], flags: InspectFlags) => {
      const { runInspect } = await import('./runInspect.ts');
      await runInspect(path, patterns, flags, context);
    },
  );
}
