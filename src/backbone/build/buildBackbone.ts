import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { importGraphModel } from '../importers/tfjs/index.ts';
import type { BackboneManifest } from '../manifest.ts';
import { writeModel } from '../onnx/index.ts';
import { readManifest } from '../readManifest.ts';
import type { BackboneSource } from './movenetLightning.ts';
import { replaceFile } from './replaceFile.ts';

/** Raised whenever the importer or the description of a source changes what is written. */
const IMPORTER_VERSION = 1;

/**
 * Builds a backbone's `model.onnx` and `manifest.json` in `directory`, unless they are there and
 * come from the same source by the same importer.
 * @param dependency folder of the package that carries the weights; undefined if it is not
 * installed, which is fine where the backbone is built already, as in the published package.
 * @throws NominalError BACKBONE_NOT_FOUND if it neither is there nor can be built, BACKBONE_INVALID
 * if the source cannot be converted.
 */
export async function buildBackbone(
  source: BackboneSource,
  dependency: string | undefined,
  directory: string,
): Promise<'built' | 'current'> {
  const built = await readManifest(join(directory, 'manifest.json')).catch(() => undefined);
  const intact = built !== undefined && (await sha256OfFile(directory)) === built.sha256;
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
  await mkdir(directory, { recursive: true });
  await replaceFile(join(directory, 'model.onnx'), bytes);
  await replaceFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return 'built';
}

async function sha256OfFile(directory: string): Promise<string | undefined> {
  const bytes = await readFile(join(directory, 'model.onnx')).catch(() => undefined);
  return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
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
    expected: `development dependency ${source.dependency}, which carries its weights`,
    received: 'a checkout without it',
    remedy: 'Run `npm ci` without --omit=dev',
  });
}
