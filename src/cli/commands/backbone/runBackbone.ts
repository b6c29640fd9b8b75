import {
  type AddedBackbone,
  type AddOptions,
  addBackbone,
  type BackboneListing,
  listBackbones,
  type PullOptions,
  pullBackbone,
  removeBackbone,
} from '../../../backbone/index.ts';
import { suggestion } from '../../../config/index.ts';
import { NominalError } from '../../../errors/index.ts';
import type { CommandContext } from '../../context.ts';
import { formatTable } from '../../output/formatTable.ts';
import { inLine } from '../../output/printable.ts';
import type { AddFlags, OutputFlags, PullFlags } from './backbone.ts';
import { inputOf } from './backboneInput.ts';
import { formatBackbone } from './formatBackbone.ts';

/** What `nominal backbone list` does. */
export async function runList({ json }: OutputFlags, { terminal }: CommandContext): Promise<void> {
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
}

/** What `nominal backbone show` does. */
export async function runShow(
  name: string,
  { json }: OutputFlags,
  { terminal }: CommandContext,
): Promise<void> {
  const listing = findListing(name, await listBackbones());
  terminal.out(json ? `${JSON.stringify(listing)}\n` : formatBackbone(listing));
}

/** What `nominal backbone add` does. */
export function runAdd(
  nameOrFile: string,
  flags: AddFlags,
  context: CommandContext,
): Promise<void> {
  return report(context, flags, (job) =>
    addBackbone(nameOrFile, { ...addOptionsOf(flags), ...inputOf(flags), ...job }),
  );
}

/** What `nominal backbone pull` does. */
export function runPull(name: string, flags: PullFlags, context: CommandContext): Promise<void> {
  const mirror = flags.mirror ?? process.env.NOMINAL_MIRROR;
  const options: PullOptions = {
    ...pick(flags, ['sha256', 'taps', 'replace']),
    ...(mirror === undefined || mirror === '' ? {} : { mirror }),
  };
  return report(context, flags, (job) => pullBackbone(name, { ...options, ...job }));
}

/** What `nominal backbone remove` does. */
export async function runRemove(
  name: string,
  { json }: OutputFlags,
  { terminal }: CommandContext,
): Promise<void> {
  const removed = await removeBackbone(name);
  terminal.out(
    json
      ? `${JSON.stringify({ event: 'removed', name, paths: removed })}\n`
      : removed.map((path) => `removed ${inLine(path)}\n`).join(''),
  );
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
