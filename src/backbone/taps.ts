import type { BackboneManifest } from './manifest.ts';
import { NominalError } from '../errors/index.ts';
import { createOrtSession, Tensor } from './ort/index.ts';
import { assertTensors, castToFloat } from './graph/index.ts';
import { createTensorInfo, pruneGraph, TensorProto_DataType, writeModel } from './onnx/index.ts';
import type { ResolvedBackbone } from './resolveBackbone.ts';

/** The wanted taps, or else the manifest's default, or else all that it lists; shallowest first. */
export function chosenTaps(
  { defaultTaps, taps }: BackboneManifest,
  wanted: readonly string[] | undefined,
): readonly string[] {
  return wanted ?? defaultTaps ?? taps.map(({ name }) => name);
}

/**
 * Channels of each tap, from the manifest. For tensors that it does not list, the trunk is run once on
 * an empty image of the manifest's size.
 * @throws NominalError BACKBONE_INVALID if a tensor is not in the graph or is not a feature map.
 */
export async function tapChannels(
  backbone: ResolvedBackbone,
  taps: readonly string[],
): Promise<number[]> {
  const listed = new Map(backbone.manifest.taps.map((tap) => [tap.name, tap.channels]));
  const unlisted = taps.filter((tap) => !listed.has(tap));
  if (unlisted.length > 0) {
    const dims = await probe(backbone, [...new Set(unlisted)]);
    for (const [tap, channels] of dims) listed.set(tap, channels);
  }
  return taps.map((tap) => listed.get(tap) ?? 0);
}

async function probe(
  { manifest, modelPath, directory, readGraph }: ResolvedBackbone,
  taps: readonly string[],
): Promise<[tap: string, channels: number][]> {
  const model = await readGraph();
  assertTensors(model.graph, taps);
  castToFloat(model.graph, taps);
  const dynamic = ['batch', 'channels', 'height', 'width'];
  model.graph.output = taps.map((tap, index) =>
    createTensorInfo(
      tap,
      TensorProto_DataType.FLOAT,
      dynamic.map((dim) => `${dim}_${index}`),
    ),
  );
  pruneGraph(model.graph, taps);
  const session = await createOrtSession(writeModel(model), modelPath, 1, directory);
  try {
    const { name, size } = manifest.input;
    const blank = new Float32Array(3 * size * size);
    const input = new Tensor('float32', blank, [1, 3, size, size]);
    const outputs = await session.run({ [name]: input });
    return taps.map((tap) => {
      const { dims } = outputs[tap];
      if (dims.length !== 4) throw new TypeError(`${tap} has shape [${dims.join(', ')}]`);
      return [tap, dims[1]];
    });
  } catch (cause) {
    throw new NominalError('BACKBONE_INVALID', {
      what: `The taps ${taps.join(', ')} of ${modelPath} cannot be run`,
      expected: 'float32 tensors of batch x channels x height x width',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Choose among the taps that the manifest lists',
      cause,
    });
  } finally {
    await session.release();
  }
}
