import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { NominalError, valueText } from '../../errors/index.ts';
import { readRegularFile } from '../../files/index.ts';
import { measureTaps } from '../importers/onnx/measureTaps.ts';
import { importGraphModel, isLayersModel, layersToGraph } from '../importers/tfjs/index.ts';
import { writeModelFile } from '../onnx/index.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { checkHash } from './checkHash.ts';
import { imagenetInput } from './imagenetInput.ts';
import { installBackbone } from './installBackbone.ts';

/** Side of the input if the user does not specify one. */
const USUAL_SIZE = 224;

/** The fields that both kinds of models have; their converters check the rest. */
const modelSchema = z.looseObject({
  modelTopology: z.looseObject({
    node: z.array(z.looseObject({ name: z.string(), op: z.string() })).optional(),
  }),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string()) })),
});
type ModelFile = z.output<typeof modelSchema>;

/**
 * Imports a TensorFlow.js graph or layers model from its model.json and the weight files next to it.
 * Taps are tensors of the graph, or layers. By default the input range is −1 … 1, as Keras feeds
 * MobileNets.
 * @throws NominalError BACKBONE_NOT_FOUND for a missing weight file, BACKBONE_INVALID, CONFIG_INVALID or
 * OUTPUT_FAILED.
 */
export async function addTfjs(path: string, options: AddOptions): Promise<AddedBackbone> {
  const text = await readRegularFile(path);
  const json = parse(text.toString('utf8'), path);
  const model = isLayersModel(json) ? layersToGraph(json) : json;
  const { shards, sha256: sourceSha256 } = await readShards(path, text, json);
  if (options.sha256 !== undefined) checkHash(path, sourceSha256, options.sha256);
  const cut = {
    input: options.inputTensor ?? placeholderOf(model, path),
    inputChannels: 3,
    taps: Object.fromEntries(tapsOf(options, path).map((tap) => [tap, tap])),
  };
  const trunk = importGraphModel(model, shards, cut);
  const name = options.name ?? (basename(dirname(path)) || basename(path, '.json'));
  return installBackbone(name, options.replace ?? false, async (modelPath) => {
    const sha256 = await writeModelFile(modelPath, { model: trunk.model, tensors: [] });
    const size = options.input?.size ?? USUAL_SIZE;
    const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
    return {
      description: options.description ?? basename(path),
      input: imagenetInput(size, { mean: [...half.mean], std: [...half.std], ...options.input }),
      taps: await measureTaps(modelPath, 'input', Object.keys(cut.taps), size, options.signal),
      license: options.license ?? 'not stated',
      source: options.source ?? basename(path),
      sha256,
      build: { importerVersion: 1, sourceSha256 },
    };
  });
}

function parse(text: string, path: string): ModelFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(path, 'text that is not JSON', cause);
  }
  const parsed = modelSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(path, `${issue.path.join('.')}: ${issue.message}`, parsed.error);
}

async function readShards(path: string, text: Uint8Array, { weightsManifest }: ModelFile) {
  const hash = createHash('sha256').update(text);
  const shards = new Map<string, Uint8Array>();
  for (const shard of weightsManifest.flatMap(({ paths }) => paths)) {
    // No converter writes a path that leads out of the folder.
    if (shard !== basename(shard)) {
      throw invalid(path, `the weight file ${valueText(shard)} outside its folder`);
    }
    const bytes = await readRegularFile(join(dirname(path), shard)).catch((cause: unknown) => {
      if (cause instanceof NominalError) throw cause;
      throw new NominalError('BACKBONE_NOT_FOUND', {
        what: `The weight file ${shard} of ${path} cannot be read`,
        remedy: 'Put all files of the model into one folder',
        cause,
      });
    });
    hash.update(bytes);
    shards.set(shard, bytes);
  }
  return { shards, sha256: hash.digest('hex') };
}

function tapsOf({ taps }: AddOptions, path: string): readonly string[] {
  if (taps !== undefined && taps.length > 0) return taps;
  throw new NominalError('CONFIG_INVALID', {
    what: `The taps of ${path} are not specified`,
    expected: '--taps with names of its layers or tensors, the largest grid first',
  });
}

function placeholderOf({ modelTopology }: Pick<ModelFile, 'modelTopology'>, path: string): string {
  const found = (modelTopology.node ?? []).filter(({ op }) => op === 'Placeholder');
  if (found.length === 1) return found[0].name;
  throw invalid(path, `${found.length} inputs; name the image input with --input-tensor`);
}

function invalid(path: string, received: string, cause?: unknown): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `${path} is not a TensorFlow.js model`,
    expected: 'a model.json with topology and weights manifest',
    received,
    details: { path },
    cause,
  });
}
