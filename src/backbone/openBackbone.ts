import { existsSync } from 'node:fs';
import { type BackboneOptions, BackboneSession } from './BackboneSession.ts';
import { EnsembleSession } from './EnsembleSession.ts';
import type { FeatureExtractor } from './FeatureExtractor.ts';
import { resolveBackbone } from './resolveBackbone.ts';

/** The backbones that a text names: `a+b` names two, unless a file or folder has that name. */
export function membersOf(backbone: string): string[] {
  const names = backbone.split('+').map((name) => name.trim());
  const isOne = names.length === 1 || names.includes('') || existsSync(backbone);
  return isOne ? [backbone] : names;
}

/**
 * Opens a backbone, or several joined by `+`.
 * @throws NominalError as {@link BackboneSession.open} and {@link EnsembleSession.open}.
 */
export async function openBackbone(options: BackboneOptions): Promise<FeatureExtractor> {
  const { backbone, ...shared } = options;
  const names = membersOf(backbone);
  if (names.length === 1) return BackboneSession.open(options);
  const resolved = await Promise.all(names.map(resolveBackbone));
  return EnsembleSession.open(
    names,
    resolved.map(({ manifest }) => manifest),
    shared,
  );
}
