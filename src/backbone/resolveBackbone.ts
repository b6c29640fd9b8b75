import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { NominalError } from '../errors/index.ts';
import { sha256OfFile } from '../files/index.ts';
import { catalogEntry } from './catalog/catalog.ts';
import { addedBackboneDirectory, isBackboneName } from './catalog/nominalHome.ts';
import type { BackboneManifest } from './manifest.ts';
import { type OnnxModel, readGraph } from './onnx/index.ts';
import { readManifest } from './readManifest.ts';
import { shippedBackboneDirectory, shippedBackbones } from './shippedBackbones.ts';

/** A backbone found on disk. */
export interface ResolvedBackbone {
  readonly manifest: BackboneManifest;
  /** Absolute path of the folder of the manifest. */
  readonly directory: string;
  /** Absolute path of the ONNX file. */
  readonly modelPath: string;
  /**
   * Checks the ONNX file against the manifest's SHA-256 and reads its graph; the weights stay in the
   * file, see {@link readGraph}.
   * @throws NominalError BACKBONE_INVALID if the file is not the one that the manifest describes or not
   * an ONNX file, BACKBONE_NOT_FOUND if it is absent.
   */
  readonly readGraph: () => Promise<OnnxModel>;
}

/**
 * Finds a backbone.
 * @param nameOrPath name of a shipped or an added backbone, a folder with `model.onnx` and `manifest.json`,
 * or an ONNX file with a `manifest.json` next to it.
 * @throws NominalError BACKBONE_NOT_FOUND if there is none, BACKBONE_INVALID for an invalid manifest.
 */
export async function resolveBackbone(nameOrPath: string): Promise<ResolvedBackbone> {
  const shipped = shippedBackbones.some((name) => name === nameOrPath);
  const added = isBackboneName(nameOrPath) ? addedBackboneDirectory(nameOrPath) : undefined;
  const path = shipped
    ? shippedBackboneDirectory(nameOrPath)
    : added !== undefined && (await kindOf(added)) === 'folder'
      ? added
      : resolve(nameOrPath);
  const kind = await kindOf(path);
  if (kind === 'absent') throw notFound(nameOrPath, path, shipped);
  const modelPath = kind === 'folder' ? join(path, 'model.onnx') : path;
  const directory = dirname(modelPath);
  if ((await kindOf(modelPath)) !== 'file') throw notFound(nameOrPath, modelPath, shipped);
  const manifest = await readManifest(join(directory, 'manifest.json'));
  return {
    manifest,
    directory,
    modelPath,
    readGraph: async () => {
      await assertHash(nameOrPath, modelPath, manifest.sha256);
      return readGraph(modelPath);
    },
  };
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'absent'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'absent';
  }
}

async function assertHash(nameOrPath: string, modelPath: string, expected: string): Promise<void> {
  const received = await sha256OfFile(modelPath).catch((cause: unknown) => {
    if (cause instanceof NominalError) throw cause;
    throw notFound(nameOrPath, modelPath, false, cause);
  });
  if (received === expected) return;
  throw new NominalError('BACKBONE_INVALID', {
    what: `${modelPath} is not the file that its manifest describes`,
    expected: `SHA-256 ${expected}`,
    received: `SHA-256 ${received}`,
    remedy:
      'Fetch or build the backbone again; if the change is intended, put the new SHA-256 into manifest.json',
    details: { path: modelPath, expected, received },
  });
}

function notFound(
  nameOrPath: string,
  path: string,
  shipped: boolean,
  cause?: unknown,
): NominalError {
  return new NominalError('BACKBONE_NOT_FOUND', {
    reason: 'backboneMissing',
    what: `Backbone ${nameOrPath} was not found`,
    expected: `${shippedBackbones.join(', ')}, the name of an added backbone, a folder with model.onnx and manifest.json, or an ONNX file`,
    received: `nothing at ${path}`,
    remedy: shipped
      ? 'Reinstall nominal-vision where the program runs, or run `npm run build` in a checkout; a bundler must leave the package out (docs/bundlers.md)'
      : catalogEntry(nameOrPath) !== undefined
        ? `Run "nominal backbone pull ${nameOrPath}", or give its weights to "nominal backbone add"`
        : 'Check the name or the path; "nominal backbone list" shows the known backbones',
    details: { backbone: nameOrPath, path },
    cause,
  });
}
