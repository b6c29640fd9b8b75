import { type BackboneManifest, backboneManifestSchema } from '../../backbone/manifest.ts';
import { type OnnxModel, readModel } from '../../backbone/onnx/index.ts';
import { NominalError } from '../../errors/index.ts';
import { backboneAddress } from './assets.ts';
import { fetchBytes } from './fetchBytes.ts';
import { createHash } from './sha256.ts';

/** Manifests of the shipped backbones, by name; the build defines them. */
declare const SHIPPED_MANIFESTS: Readonly<Record<string, unknown>>;

/** A backbone on the page's server. */
export interface ResolvedBackbone {
  readonly manifest: BackboneManifest;
  readonly directory: string;
  readonly modelPath: string;
  readonly readGraph: () => Promise<OnnxModel>;
}

/** Fetched files by address: a graph is parsed more than once, because its users change it. */
const fetched = new Map<string, Promise<Uint8Array>>();

/**
 * Finds a backbone: a shipped one at the address that the page gave, another one under `backbones/` next
 * to the worker.
 *
 * @param name name such as `movenet-lightning`.
 * @throws NominalError BACKBONE_NOT_FOUND or BACKBONE_INVALID.
 */
export async function resolveBackbone(name: string): Promise<ResolvedBackbone> {
  const { model: modelPath, manifest: manifestPath } = backboneAddress(name);
  const manifest = Object.hasOwn(SHIPPED_MANIFESTS, name)
    ? backboneManifestSchema.parse(SHIPPED_MANIFESTS[name])
    : parseManifest(await fetchOnce(manifestPath), name);
  const directory = new URL('./', modelPath).href;
  return {
    manifest,
    directory,
    modelPath,
    readGraph: async () => {
      const bytes = await fetchOnce(modelPath);
      const received = createHash('sha256').update(bytes).digest('hex');
      if (received !== manifest.sha256) throw invalid(name, `SHA-256 ${received}`);
      return readModel(bytes, modelPath);
    },
  };
}

function fetchOnce(url: string): Promise<Uint8Array> {
  const known = fetched.get(url);
  if (known !== undefined) return known;
  const bytes = fetchBytes(url, 'BACKBONE_NOT_FOUND');
  fetched.set(url, bytes);
  bytes.catch(() => fetched.delete(url));
  return bytes;
}

function parseManifest(bytes: Uint8Array, name: string): BackboneManifest {
  try {
    return backboneManifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw invalid(name, 'another file', cause);
  }
}

function invalid(name: string, received: string, cause?: unknown): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `the files of backbone ${name} are not those of the package`,
    received,
    remedy: 'Copy the folder of nominal-vision/browser to the server again',
    cause,
  });
}
