import { type Command, Option } from 'commander';
import { type ArchitectureName, architectureNames } from '../../../config/choices/index.ts';
import type { CommandContext } from '../../context.ts';
import { parseNames } from '../../options/values.ts';

export interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface AddFlags extends OutputFlags {
  readonly name?: string;
  readonly arch?: ArchitectureName;
  readonly taps?: readonly string[];
  readonly sha256?: string;
  readonly size?: string;
  readonly mean?: string;
  readonly std?: string;
  readonly range?: string;
  readonly color?: string;
  readonly inputTensor?: string;
  readonly license?: string;
  readonly source?: string;
  readonly description?: string;
  readonly replace?: boolean;
}

export interface PullFlags extends OutputFlags {
  readonly mirror?: string;
  readonly sha256?: string;
  readonly taps?: readonly string[];
  readonly replace?: boolean;
}

/** `nominal backbone`: lists the networks, and adds, fetches and removes others. */
export function describeBackbone(backbone: Command, context: CommandContext): void {
  addListCommand(backbone, context);
  addShowCommand(backbone, context);
  addAddCommand(backbone, context);
  addPullCommand(backbone, context);
  addRemoveCommand(backbone, context);
  for (const command of backbone.commands) command.copyInheritedSettings(backbone);
}

function addListCommand(backbone: Command, context: CommandContext): void {
  backbone
    .command('list')
    .description('Show the shipped, added and published backbones')
    .option('--json', 'print one JSON object per backbone')
    .action(async (flags: OutputFlags) => {
      const { runList } = await import('./runBackbone.ts');
      await runList(flags, context);
    });
}

function addShowCommand(backbone: Command, context: CommandContext): void {
  backbone
    .command('show')
    .description(
      'Show all known facts about a backbone: license, size, input, taps, source, SHA-256',
    )
    .argument('<name>', 'name of a backbone')
    .option('--json', 'print one JSON object')
    .action(async (name: string, flags: OutputFlags) => {
      const { runShow } = await import('./runBackbone.ts');
      await runShow(name, flags, context);
    });
}

function addAddCommand(backbone: Command, context: CommandContext): void {
  backbone
    .command('add')
    .description(
      'Import a network from a file: weights (.safetensors, .pth), .onnx, or the model.json of TensorFlow.js',
    )
    .argument(
      '<name-or-file>',
      'a file, or the name of a published backbone whose file has been fetched',
    )
    .option('--name <name>', 'name to add it under (default: after the file)')
    .addOption(
      new Option('--arch <name>', 'architecture that a weight file belongs to').choices(
        architectureNames,
      ),
    )
    .option('--taps <names>', 'tensors to tap, the largest grid first', parseNames)
    .option('--sha256 <sum>', 'SHA-256 that the file must have')
    .option('--size <px>', 'side of the input that the network was made for')
    .option('--range <low,high>', 'range that pixel values are scaled to first')
    .option('--mean <r,g,b>', 'values subtracted next')
    .option('--std <r,g,b>', 'values to divide by last')
    .option('--color <order>', 'RGB or BGR')
    .option('--input-tensor <name>', 'TensorFlow.js: tensor or layer that images go into')
    .option('--license <text>', 'license of the weights, for the record')
    .option('--source <text>', 'where the file comes from, for the record')
    .option('--description <text>', 'what it is, for the record')
    .option('--replace', 'replace one of the same name')
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors')
    .action(async (nameOrFile: string, flags: AddFlags) => {
      const { runAdd } = await import('./runBackbone.ts');
      await runAdd(nameOrFile, flags, context);
    });
}

function addPullCommand(backbone: Command, context: CommandContext): void {
  backbone
    .command('pull')
    .description('Fetch a published backbone, check it against the recorded hash, and import it')
    .argument('<name>', 'name of a published backbone')
    .option(
      '--mirror <url>',
      'address to fetch from instead of the publisher (also NOMINAL_MIRROR)',
    )
    .option('--sha256 <sum>', 'SHA-256 that the file must have')
    .option('--taps <names>', 'tensors to tap, the largest grid first', parseNames)
    .option('--replace', 'import it again if it is already there')
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors')
    .action(async (name: string, flags: PullFlags) => {
      const { runPull } = await import('./runBackbone.ts');
      await runPull(name, flags, context);
    });
}

function addRemoveCommand(backbone: Command, context: CommandContext): void {
  backbone
    .command('remove')
    .description('Remove an added backbone and the weights that were fetched for it')
    .argument('<name>', 'name of an added backbone')
    .option('--json', 'print one JSON object')
    .action(async (name: string, flags: OutputFlags) => {
      const { runRemove } = await import('./runBackbone.ts');
      await runRemove(name, flags, context);
    });
}
