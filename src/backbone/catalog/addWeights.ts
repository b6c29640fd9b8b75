import { basename } from 'node:path';
import { NominalError, throwIfCancelled } from '../../errors/index.ts';
import { sha256OfFile } from '../../files/index.ts';
import {
  type Architecture,
  type ArchitectureName,
  architectures,
  importWeights,
} from '../importers/weights/index.ts';
import { writeModelFile } from '../onnx/index.ts';
import { openWeights } from '../weights/index.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { type CatalogEntry, catalog } from './catalog.ts';
import { checkHash } from './checkHash.ts';
import { imagenetInput } from './imagenetInput.ts';
import { installBackbone } from './installBackbone.ts';

/** Incremented whenever the importer's output changes. */
const IMPORTER_VERSION = 1;

/**
 * Imports a weight file, safetensors or PyTorch. If the file has a name from the catalog, its hash must
 * be the one of that entry.
 * @throws NominalError BACKBONE_NOT_FOUND, BACKBONE_INVALID, CONFIG_INVALID, OUTPUT_FAILED or CANCELLED.
 */
export async function addWeights(path: string, options: AddOptions): Promise<AddedBackbone> {
  const [catalogName, entry] =
    Object.entries(catalog).find(([, { file }]) => file === basename(path)) ?? [];
  const architecture = options.architecture ?? entry?.architecture ?? guess(path);
  const file = await openWeights(path);
  try {
    const sourceSha256 = await sha256OfFile(path, options.signal);
    const expected = options.sha256 ?? entry?.sha256 ?? undefined;
    if (expected !== undefined) checkHash(path, sourceSha256, expected);
    const trunk = importWeights(file, architecture, options.taps);
    const name = options.name ?? catalogName ?? architecture;
    return await installBackbone(name, options.replace ?? false, async (modelPath) => {
      const sha256 = await writeModelFile(modelPath, trunk.lazy, {
        onTensor: (doneTensors, totalTensors) => {
          throwIfCancelled(options.signal);
          options.onProgress?.({ phase: 'import', doneTensors, totalTensors });
        },
      });
      return {
        ...aboutOf(architecture, path, options, entry),
        taps: [...trunk.taps],
        defaultTaps: [...trunk.defaultTaps],
        sha256,
        build: { importerVersion: IMPORTER_VERSION, sourceSha256, architecture },
      };
    });
  } finally {
    await file.close();
  }
}

function aboutOf(
  architecture: ArchitectureName,
  path: string,
  options: AddOptions,
  entry: CatalogEntry | undefined,
) {
  const { size, patch }: Architecture = architectures[architecture];
  return {
    description: options.description ?? entry?.description ?? architecture,
    input: imagenetInput(size, options.input, patch),
    license: options.license ?? entry?.license ?? 'not stated',
    source: options.source ?? entry?.url ?? entry?.page ?? basename(path),
  };
}

/** The architecture that the file's name starts with; the longest one if several match. */
function guess(path: string): ArchitectureName {
  const file = basename(path).toLowerCase();
  const names = (Object.keys(architectures) as ArchitectureName[])
    .filter((name) => file.startsWith(name))
    .sort((a, b) => b.length - a.length);
  if (names.length > 0) return names[0];
  throw new NominalError('CONFIG_INVALID', {
    what: `The architecture of ${path} does not follow from its name`,
    expected: `one of ${Object.keys(architectures).join(', ')}`,
    remedy: 'Name the architecture with --arch',
  });
}
