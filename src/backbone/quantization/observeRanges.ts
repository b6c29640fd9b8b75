import { createOrtSession } from '../ort/createOrtSession.ts';
import { writeModel } from '../onnx/index.ts';
import { Tensor } from '../ort/onnxRuntime.ts';
import type { ResolvedBackbone } from '../resolveBackbone.ts';
import type { ActivationRanges } from './ActivationRanges.ts';
import { addRangeOutputs, rangeOutputs } from './addRangeOutputs.ts';

/** One image as network input. */
export interface NetworkInput {
  /** float32, 3 × height × width, as the manifest's `input` says. */
  readonly tensor: Float32Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Runs a backbone on good images and records between which values its activations lie, for
 * {@link quantizeGraph}.
 *
 * @param images at least one.
 * @throws NominalError BACKBONE_INVALID if the network cannot be loaded.
 */
export async function observeRanges(
  backbone: ResolvedBackbone,
  taps: readonly string[],
  images: AsyncIterable<NetworkInput>,
  threads: number,
): Promise<ActivationRanges> {
  const graph = await backbone.readGraph();
  const tensors = addRangeOutputs(graph, taps);
  const { manifest, modelPath, directory } = backbone;
  const session = await createOrtSession(writeModel(graph), modelPath, threads, directory);
  const least = new Float32Array(tensors.length).fill(Number.POSITIVE_INFINITY);
  const largest = new Float32Array(tensors.length).fill(Number.NEGATIVE_INFINITY);
  try {
    for await (const { tensor, height, width } of images) {
      const input = new Tensor('float32', tensor, [1, 3, height, width]);
      const outputs = await session.run({ [manifest.input.name]: input });
      merge(least, outputs[rangeOutputs.least], Math.min);
      merge(largest, outputs[rangeOutputs.largest], Math.max);
    }
  } finally {
    await session.release();
  }
  return Object.fromEntries(tensors.map((name, i) => [name, [least[i], largest[i]]]));
}

function merge(
  into: Float32Array,
  { data }: Tensor,
  choose: (a: number, b: number) => number,
): void {
  if (!(data instanceof Float32Array)) throw new TypeError('ranges are float32');
  for (let i = 0; i < into.length; i++) into[i] = choose(into[i], data[i]);
}
