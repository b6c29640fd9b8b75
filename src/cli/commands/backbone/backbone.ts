import { type Command, Option } from 'commander';
import {
  type AddedBackbone,
  type AddOptions,
  addBackbone,
  type ArchitectureName,
  architectures,
  type BackboneListing,
  listBackbones,
  type PullOptions,
  pullBackbone,
  removeBackbone,
} from '../../../backbone/index.ts';
import { suggestion } from '../../../config/index.ts';
import { NominalError } from '../../../errors/index.ts';
import type { CommandContext } from '../../context.ts';
import { formatBackbone } from './formatBackbone.ts';
import { formatTable } from '../../output/formatTable.ts';
import { inLine } from '../../output/printable.ts';
import { inputOf } from './backboneInput.ts';
import { parseNames } from '../../options/values.ts';

interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

interface AddFlags extends OutputFlags {
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

interface PullFlags extends OutputFlags {
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

function addListCommand(backbone: Command, { terminal }: CommandContext): void {
  backbone
    .command('list')
    .description('Show the shipped, added and published backbones')
    .option('--json', 'print one JSON object per backbone')
    .action(async ({ json }: OutputFlags) => {
      const listings = await listBackbones();
      if (json) {
        for (const listing of listings) terminal.out(`${JSON.stringify(listing)}\n`);
        return;
      }
      const rows = listings.map(({ name, state, size, taps, license, entry }) => [
        name,
        state,
        String(size),
        taps.map((tap) => `${tap.name}/${tap.stride}`).join(' '),
        entry?.bytes == null ? '-' : (entry.bytes / 1e6).toFixed(0),
        license.replace(/[(;].*/, '').trim(),
      ]);
      const header = ['name', 'state', 'input', 'taps/stride', 'MB', 'license'];
      terminal.out(formatTable(header, rows));
      terminal.out(
        'ready: use it with --backbone NAME; published: fetch it with "nominal backbone pull NAME"\n',
      );
    });
}

function addShowCommand(backbone: Command, { terminal }: CommandContext): void {
  backbone
    .command('show')
    .description(
      'Show all known facts about a backbone: license, size, input, taps, source, SHA-256',
    )
    .argument('<name>', 'name of a backbone')
    .option('--json', 'print one JSON object')
    .action(async (name: string, { json }: OutputFlags) => {
      const listing = findListing(name, await listBackbones());
      terminal.out(json ? `${JSON.stringify(listing)}\n` : formatBackbone(listing));
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
        Object.keys(architectures),
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
    .action((nameOrFile: string, flags: AddFlags) =>
      report(context, flags, (job) =>
        addBackbone(nameOrFile, { ...addOptionsOf(flags), ...inputOf(flags), ...job }),
      ),
    );
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
    .action((name: string, flags: PullFlags) => {
      const mirror = flags.mirror ?? process.env.NOMINAL_MIRROR;
      const options: PullOptions = {
        ...pick(flags, ['sha256', 'taps', 'replace']),
        ...(mirror === undefined || mirror === '' ? {} : { mirror }),
      };
      return report(context, flags, (job) => pullBackbone(name, { ...options, ...job }));
    });
}

function addRemoveCommand(backbone: Command, { terminal }: CommandContext): void {
  backbone
    .command('remove')
    .description('Remove an added backbone and the weights that were fetched for it')
    .argument('<name>', 'name of an added backbone')
    .option('--json', 'print one JSON object')
    .action(async (name: string, { json }: OutputFlags) => {
      const removed = await removeBackbone(name);
      terminal.out(
        json
          ? `${JSON.stringify({ event: 'removed', name, paths: removed })}\n`
          : removed.map((path) => `removed ${inLine(path)}\n`).join(''),
      );
    });
}

async function report(
  context: CommandContext,
  flags: OutputFlags,
  add: (job: Pick<AddOptions, 'signal' | 'onProgress'>) => Promise<AddedBackbone>,
): Promise<void> {
  const view = context.progress(flags);
  try {
    const { manifest, directory } = await add({
      signal: context.signal,
      onProgress: view.onProgress,
    });
    view.stop();
    const { out } = context.terminal;
    if (flags.json) out(`${JSON.stringify({ event: 'added', directory, manifest })}\n`);
    else if (!flags.quiet) {
      const taps = manifest.taps.map(({ name, stride }) => `${name}/${stride}`).join(', ');
      out(
        `${manifest.name}: input ${manifest.input.size}, taps ${taps}; ${directory}\n` +
          `use it with --backbone ${manifest.name}\n`,
      );
    }
  } finally {
    view.stop();
  }
}

function addOptionsOf(flags: AddFlags): AddOptions {
  return {
    ...pick(flags, [
      'name',
      'taps',
      'sha256',
      'inputTensor',
      'license',
      'source',
      'description',
      'replace',
    ]),
    ...(flags.arch === undefined ? {} : { architecture: flags.arch }),
  };
}

/** The named keys that have a value. */
function pick<Value extends object, Key extends keyof Value>(
  value: Value,
  keys: readonly Key[],
): Pick<Value, Key> {
  const given = keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]);
  return Object.fromEntries(given) as Pick<Value, Key>;
}

/** The backbone with the given name. @throws NominalError `BACKBONE_NOT_FOUND` with the nearest name. */
function findListing(name: string, listings: readonly BackboneListing[]): BackboneListing {
  const found = listings.find((listing) => listing.name === name);
  if (found !== undefined) return found;
  const names = listings.map((listing) => listing.name);
  throw new NominalError('BACKBONE_NOT_FOUND', {
    what: `There is no backbone ${name}${suggestion(name, names).replace(/\?$/, '')}`,
    remedy: 'See all names with "nominal backbone list"',
    details: { backbone: name },
  });
}
