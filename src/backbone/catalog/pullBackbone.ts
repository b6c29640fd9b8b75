import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { addWeights } from './addWeights.ts';
import { catalog, type CatalogEntry, catalogEntry } from './catalog.ts';
import { downloadsDirectory } from './nominalHome.ts';

/** How a backbone is fetched. */
export interface PullOptions extends AddOptions {
  /** Base URL that the file is fetched from under its own name, instead of the publisher's URL. */
  readonly mirror?: string;
  /** Milliseconds without a byte after which a connection counts as broken. Default 60,000. */
  readonly idleTimeoutMs?: number;
}

/**
 * Fetches the weights of a catalog entry, unless they are there already, and imports them.
 * @throws NominalError BACKBONE_NOT_FOUND for a name that is not in the catalog or whose license has to
 * be accepted first, DOWNLOAD_FAILED, BACKBONE_INVALID for a wrong hash, OUTPUT_FAILED or CANCELLED.
 */
export async function pullBackbone(
  name: string,
  options: PullOptions = {},
): Promise<AddedBackbone> {
  const entry = catalogEntry(name);
  if (entry === undefined) throw notInCatalog(name);
  const path = join(downloadsDirectory(), entry.file);
  if (!existsSync(path)) {
    const url = urlOf(name, entry, options.mirror);
    // The HTTP client takes time and memory to load, so only downloads load it.
    const { download } = await import('./download.ts');
    await download(url, path, { ...options, sha256: options.sha256 ?? entry.sha256 });
  }
  return addWeights(path, { name, ...options });
}

function urlOf(name: string, { url, file, page }: CatalogEntry, mirror?: string): string {
  if (mirror !== undefined) return `${mirror.replace(/\/+$/, '')}/${encodeURIComponent(file)}`;
  if (url !== null) return url;
  throw new NominalError('BACKBONE_NOT_FOUND', {
    what: `${name} cannot be fetched before its license is accepted`,
    expected: `the file ${file}`,
    remedy: `Accept the license at ${page}, fetch the file there and give it to "nominal backbone add", or name a mirror of your own with --mirror`,
    details: { backbone: name, page },
  });
}

function notInCatalog(name: string): NominalError {
  return new NominalError('BACKBONE_NOT_FOUND', {
    what: `There is no backbone ${name} in the catalog`,
    expected: Object.keys(catalog).join(', '),
    received: name,
    remedy: 'Choose one of these, or give a file to "nominal backbone add"',
    details: { backbone: name },
  });
}
