import type { BackboneListing } from '../../../backbone/index.ts';
import { inLine } from '../../output/printable.ts';

/** All known facts about a backbone, one on each line. */
export function formatBackbone({
  name,
  state,
  directory,
  manifest,
  entry,
  license,
  description,
  size,
  taps,
}: BackboneListing): string {
  const multiple = manifest?.input.multipleOf;
  const facts: [string, string | undefined][] = [
    ['name', name],
    ['description', description],
    ['state', state],
    ['license', license],
    ['input', `${size} px${multiple === undefined ? '' : `, sides multiples of ${multiple}`}`],
    ['normalization', manifest === null ? undefined : normalization(manifest.input)],
    [
      'taps',
      (
        manifest?.taps.map(
          (tap) => `${tap.name} (${tap.channels} channels, stride ${tap.stride})`,
        ) ?? taps.map((tap) => `${tap.name} (stride ${tap.stride})`)
      ).join(', '),
    ],
    ['used by default', taps.map((tap) => tap.name).join(', ')],
    ['source', manifest?.source ?? entry?.url ?? entry?.page],
    ['page', entry?.page],
    ['file', entry?.file],
    ['file size', entry?.bytes == null ? undefined : `${(entry.bytes / 1e6).toFixed(1)} MB`],
    ['file SHA-256', entry === null ? manifest?.build?.sourceSha256 : hashOf(entry.sha256)],
    ['model SHA-256', manifest?.sha256],
    ['folder', directory ?? undefined],
  ];
  const shown = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  const width = Math.max(...shown.map(([title]) => title.length));
  return shown.map(([title, value]) => `${title.padEnd(width)}  ${inLine(value)}\n`).join('');
}

function normalization(input: NonNullable<BackboneListing['manifest']>['input']): string {
  const [low, high] = input.range;
  return `${input.color}, scaled to ${low} … ${high}, less ${input.mean.join(', ')}, by ${input.std.join(', ')}`;
}

function hashOf(sha256: string): string {
  return sha256.length < 64 ? `${sha256}… (the digits in its name)` : sha256;
}
