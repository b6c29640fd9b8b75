import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { shippedBackbones } from '../shippedBackbones.ts';
import { catalogEntry } from './catalog.ts';
import { addedBackboneDirectory, downloadsDirectory, isBackboneName } from './nominalHome.ts';

/**
 * Removes an added backbone and its downloaded weights.
 * @returns the paths that were removed.
 * @throws NominalError BACKBONE_NOT_FOUND if there is nothing of this name, CONFIG_INVALID for a
 * shipped backbone.
 */
export async function removeBackbone(name: string): Promise<string[]> {
  if (shippedBackbones.some((shipped) => shipped === name)) {
    throw new NominalError('CONFIG_INVALID', {
      what: `${name} is part of the program and cannot be removed`,
    });
  }
  const entry = catalogEntry(name);
  const downloaded = entry === undefined ? [] : [join(downloadsDirectory(), entry.file)];
  const candidates = isBackboneName(name)
    ? [
        addedBackboneDirectory(name),
        ...downloaded.flatMap((path) => [path, `${path}.part`, `${path}.part.json`]),
      ]
    : [];
  const removed = candidates.filter((path) => existsSync(path));
  if (removed.length === 0) {
    throw new NominalError('BACKBONE_NOT_FOUND', {
      what: `There is no added backbone ${name}`,
      remedy: 'List the backbones with "nominal backbone list"',
      details: { backbone: name },
    });
  }
  for (const path of removed) await rm(path, { recursive: true });
  return removed;
}
