import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Architecture, architectures } from '../importers/weights/index.ts';
import type { BackboneManifest, BackboneTap } from '../manifest.ts';
import { readManifest } from '../readManifest.ts';
import { shippedBackboneDirectory, shippedBackbones } from '../shippedBackbones.ts';
import { catalog, type CatalogEntry } from './catalog.ts';
import {
  addedBackboneDirectory,
  downloadsDirectory,
  isBackboneName,
  nominalHome,
} from './nominalHome.ts';

/** A backbone that is installed or could be. */
export interface BackboneListing {
  readonly name: string;
  /** `ready` for use, `downloaded` but not imported, or `published` and not fetched. */
  readonly state: 'ready' | 'downloaded' | 'published';
  /** Folder of the backbone if it is ready. */
  readonly directory: string | null;
  readonly manifest: BackboneManifest | null;
  readonly entry: CatalogEntry | null;
  readonly license: string;
  readonly description: string;
  /** Side of the input in pixels that the network was trained for. */
  readonly size: number;
  /** Taps used by default, with the input pixels per cell. */
  readonly taps: readonly Pick<BackboneTap, 'name' | 'stride'>[];
}

/**
 * All shipped, added and published backbones; those that are ready come first.
 * @throws NominalError BACKBONE_INVALID if the manifest of an added backbone is damaged.
 */
export async function listBackbones(): Promise<BackboneListing[]> {
  const folder = join(nominalHome(), 'backbones');
  const added = existsSync(folder) ? readdirSync(folder).filter(isBackboneName).sort() : [];
  const ready = [
    ...shippedBackbones.map((name) => [name, shippedBackboneDirectory(name)] as const),
    ...added
      .filter((name) => !name.endsWith('.tmp'))
      .map((name) => [name, addedBackboneDirectory(name)] as const),
  ];
  const listings: BackboneListing[] = [];
  for (const [name, directory] of ready) {
    listings.push(
      fromManifest(name, directory, await readManifest(join(directory, 'manifest.json'))),
    );
  }
  const known = new Set(listings.map(({ name }) => name));
  const rest = Object.entries(catalog).filter(([name]) => !known.has(name));
  return [...listings, ...rest.map(([name, entry]) => fromCatalog(name, entry))];
}

function fromManifest(
  name: string,
  directory: string,
  manifest: BackboneManifest,
): BackboneListing {
  return {
    name,
    state: 'ready',
    directory,
    manifest,
    entry: Object.hasOwn(catalog, name) ? catalog[name] : null,
    license: manifest.license,
    description: manifest.description,
    size: manifest.input.size,
    taps: manifest.taps.filter(({ name: tap }) => manifest.defaultTaps?.includes(tap) ?? true),
  };
}

function fromCatalog(name: string, entry: CatalogEntry): BackboneListing {
  const { size, patch, defaultTaps }: Architecture = architectures[entry.architecture];
  const isThere = existsSync(join(downloadsDirectory(), entry.file));
  return {
    name,
    state: isThere ? 'downloaded' : 'published',
    directory: null,
    manifest: null,
    entry,
    license: entry.license,
    description: entry.description,
    size,
    // Convolutional networks are tapped where they have halved their input three and four times.
    taps: defaultTaps.map((tap, index) => ({ name: tap, stride: patch ?? 8 * 2 ** index })),
  };
}
