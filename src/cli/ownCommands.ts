import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

/** Adds a command's arguments, options and action to it. */
type Describe = (command: Command, context: CommandContext) => void;

/** A command of the library: the line that the help has about it, and the rest, loaded where it is given. */
interface OwnCommand {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<Describe>;
}

const ownCommands: readonly OwnCommand[] = [
  {
    name: 'screen',
    description:
      'Rank good images by how strange they are among themselves, to find what does not belong before a fit',
    load: async () => (await import('./commands/screen/screen.ts')).describeScreen,
  },
  {
    name: 'fit',
    description: 'Learn from good images what a part looks like, and write one model file',
    load: async () => (await import('./commands/fit/fit.ts')).describeFit,
  },
  {
    name: 'inspect',
    description:
      'Inspect images: exit code 0 if all are nominal, 1 if one is anomalous, 2 or more on an error',
    load: async () => (await import('./commands/inspect/inspect.ts')).describeInspect,
  },
  {
    name: 'calibrate',
    description:
      'Calibrate a model on good images that it was not fitted from, or change its rate or threshold',
    load: async () => (await import('./commands/calibrate/calibrate.ts')).describeCalibrate,
  },
  {
    name: 'update',
    description:
      'Extend a model with new good images, such as false rejects, or take training images out of it, without refitting',
    load: async () => (await import('./commands/update/update.ts')).describeUpdate,
  },
  {
    name: 'show',
    description: 'Show what a model was fitted with, its threshold, and its changes since',
    load: async () => (await import('./commands/show/show.ts')).describeShow,
  },
  {
    name: 'evaluate',
    description:
      'Fit on the good images of a data set, inspect its test images, and print the metrics',
    load: async () => (await import('./commands/evaluate/evaluate.ts')).describeEvaluate,
  },
  {
    name: 'export',
    description:
      'Write a fitted model as one ONNX file, from pixels to the verdict, that runs without nominal',
    load: async () => (await import('./commands/export/export.ts')).describeExport,
  },
  {
    name: 'verify',
    description: 'Check a file written by "nominal export" and run its self-test on this machine',
    load: async () => (await import('./commands/verify/verify.ts')).describeVerify,
  },
  {
    name: 'import',
    description:
      'Convert a PatchCore model of another program, calibrated on good images: the saved index of the original implementation, or an ONNX file of anomalib',
    load: async () => (await import('./commands/import/import.ts')).describeImport,
  },
  {
    name: 'backbone',
    description: 'List, fetch, import and remove the networks that give the features',
    load: async () => (await import('./commands/backbone/backbone.ts')).describeBackbone,
  },
  {
    name: 'benchmark',
    description:
      'Measure every category of a data set under several configurations; results that are on disk are not computed again',
    load: async () => (await import('./commands/benchmark/benchmark.ts')).describeBenchmark,
  },
  {
    name: 'compare',
    description:
      'Tell which of two evaluations of the same images is better, and whether the difference is more than noise',
    load: async () => (await import('./commands/compare/compare.ts')).describeCompare,
  },
  {
    name: 'tune',
    description:
      'Search taps, size, ratio and re-weighting on good images alone, with defects generated into some of them; a proxy of real ones',
    load: async () => (await import('./commands/tune/tune.ts')).describeTune,
  },
  {
    name: 'stress',
    description:
      'Change good images as cameras and lights do, step by step, and say from where on the model rejects too many: the tolerance of the set-up',
    load: async () => (await import('./commands/stress/stress.ts')).describeStress,
  },
  {
    name: 'demo',
    description:
      'Render a small set of parts, fit, inspect, and write a report page: no data of your own needed',
    load: async () => (await import('./commands/demo/demo.ts')).describeDemo,
  },
];

/**
 * Adds the library's commands. Only the options of the given one are loaded, and what it runs only when it
 * runs: that needs hundreds of modules.
 *
 * @param given name of the command; null to add all commands with all their options.
 */
export async function addOwnCommands(
  program: Command,
  context: CommandContext,
  given: string | null,
): Promise<void> {
  for (const { name, description, load } of ownCommands) {
    const command = program.command(name).description(description);
    if (given === null || given === name) (await load())(command, context);
  }
}
