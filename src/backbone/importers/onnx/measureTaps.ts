import { NominalError } from '../../../errors/index.ts';
import { type GraphOutputs, runForeignGraph } from '../../foreign/index.ts';
import type { BackboneTap } from '../../manifest.ts';

/** No network is made for larger images. */
const MAX_SIDE_PX = 8192;

/**
 * Measures channels and stride of the taps by running the network once on an empty image, in a process
 * of its own.
 * @param modelPath an ONNX file whose outputs are the taps.
 * @throws NominalError BACKBONE_INVALID if the network cannot be run or needs more time or memory than
 * allowed, or if a tap is not a feature map; CANCELLED.
 */
export async function measureTaps(
  modelPath: string,
  input: string,
  taps: readonly string[],
  size: number,
  signal?: AbortSignal,
): Promise<BackboneTap[]> {
  const refuse = (received: string) =>
    new NominalError('BACKBONE_INVALID', {
      what: `The taps ${taps.join(', ')} cannot be run on an image of ${size} x ${size}`,
      expected: 'float32 tensors of batch x channels x height x width',
      received,
      remedy: 'Choose other taps with --taps, or another size with --size',
    });
  if (!(size <= MAX_SIDE_PX)) throw refuse(`a side of more than ${MAX_SIDE_PX} pixels`);
  const blank = {
    type: 'float32',
    dims: [1, 3, size, size],
    data: new Float32Array(3 * size * size),
  } as const;
  const request = { model: modelPath, runs: [[[input, blank]]], values: [] } as const;
  const result = await runForeignGraph(request, signal);
  if (!result.ok) throw refuse(result.message);
  return taps.map((tap) => tapOf(tap, result.outputs[0], size, refuse));
}

function tapOf(
  name: string,
  outputs: GraphOutputs,
  size: number,
  refuse: (received: string) => NominalError,
): BackboneTap {
  const { dims = [], type = 'not there' } = outputs.get(name) ?? {};
  if (dims.length !== 4 || type !== 'float32' || dims[2] < 1 || dims[2] > size) {
    throw refuse(`${name} is ${type} of shape [${dims.join(', ')}]`);
  }
  return { name, channels: dims[1], stride: Math.max(1, Math.round(size / dims[2])) };
}
