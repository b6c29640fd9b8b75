import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NominalError } from '../../errors/index.ts';
import { sha256OfFile, writeFileAtomic } from '../../files/index.ts';
import { importGraphModel } from '../importers/tfjs/index.ts';
import type { BackboneManifest } from '../manifest.ts';
import { writeModel } from '../onnx/index.ts';
import { readManifest } from '../readManifest.ts';
import type { BackboneSource } from './movenetLightning.ts';

/** Incremented whenever the importer or the description of a source changes the output. */
const IMPORTER_VERSION = 1;

/**
 * Builds a backbone's `model.onnx` and `manifest.json` in `directory`, unless they are there and were
 * built from the same source by the same importer.
 * @param dependency folder of the package that contains the weights; undefined if it is not installed,
 * which is fine if the backbone is already built, as in the published package.
 * @throws NominalError BACKBONE_NOT_FOUND if it is neither there nor can be built, BACKBONE_INVALID
 * if the source cannot be converted.
 */
export async function buildBackbone(
  source: BackboneSource,
  dependency: string | undefined,
  directory: string,
): Promise<'built' | 'current'> {
  const built = await readManifest(join(directory, 'manifest.json')).catch(() => undefined);
  const modelPath = join(directory, 'model.onnx');
  const intact =
    built !== undefined && (await sha256OfFile(modelPath).catch(() => undefined)) === built.sha256;
  if (dependency === undefined) {
    if (intact) return 'current';
    throw missingSource(source, directory);
  }
  const {
    json,
    shards,
    sha256: sourceSha256,
  } = await readSource(join(dependency, source.modelJson));
  const isCurrent =
    built?.build?.sourceSha256 === sourceSha256 && built.build.importerVersion === IMPORTER_VERSION;
  if (intact && isCurrent) return 'current';

  const { model, channels } = importGraphModel(json, shards, source.cut);
  const bytes = writeModel(model);
  const manifest: BackboneManifest = {
    ...source.manifest,
    taps: Object.entries(channels).map(([name, count]) => ({
      name,
      channels: count,
      stride: source.strides[name],
    })),
    defaultTaps: [...source.defaultTaps],
    sha256: createHash('sha256').update(bytes).digest('hex'),
    build: { importerVersion: IMPORTER_VERSION, sourceSha256 },
  };
  await writeFileAtomic(modelPath, bytes);
  await writeFileAtomic(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return 'built';
}

async function readSource(path: string) {
  const text = await readFile(path);
  const shard = await readFile(path.replace(/\.json$/, '.bin'));
  const sha256 = createHash('sha256').update(text).update(shard).digest('hex');
  const json: unknown = JSON.parse(text.toString('utf8'));
  const name = basename(path).replace(/\.json$/, '.bin');
  return { json, shards: new Map<string, Uint8Array>([[name, shard]]), sha256 };
}

function missingSource(source: BackboneSource, directory: string): NominalError {
  return new NominalError('BACKBONE_NOT_FOUND', {
    what: `Backbone ${source.manifest.name} cannot be built into ${dirname(directory)}`,
    expected: `the development dependency ${source.dependency}, which contains its weights`,
    received: 'a checkout without it',
    remedy: 'Run `npm ci` without --omit=dev',
  });
}

/**
 * Folder of an installed npm package, or undefined. Searches as Node does, but ignores the package's
 * `exports` map, because weights are not a module.
 */
export function findDependency(name: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}
