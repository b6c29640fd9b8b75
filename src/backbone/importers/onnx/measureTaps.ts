import { NominalError } from '../../../errors/index.ts';
import type { BackboneTap } from '../../manifest.ts';
import { type InferenceSession, loadOnnxRuntime, Tensor } from '../../ort.ts';

/**
 * Channels and stride of the taps, by running the network once on an empty image.
 * @param modelPath an ONNX file whose outputs are the taps.
 * @throws NominalError BACKBONE_INVALID if it cannot be run or a tap is no feature map.
 */
export async function measureTaps(
  modelPath: string,
  input: string,
  taps: readonly string[],
  size: number,
): Promise<BackboneTap[]> {
  const runtime = loadOnnxRuntime();
  let session: InferenceSession | undefined;
  try {
    session = await runtime.InferenceSession.create(modelPath, {
      executionProviders: ['cpu'],
      logSeverityLevel: 3,
    });
    const blank = new Tensor('float32', new Float32Array(3 * size * size), [1, 3, size, size]);
    const outputs = await session.run({ [input]: blank });
    return taps.map((tap) => {
      const { dims, type } = outputs[tap];
      if (dims.length !== 4 || type !== 'float32' || dims[2] < 1 || dims[2] > size) {
        throw new TypeError(`${tap} is ${type} of shape [${dims.join(', ')}]`);
      }
      return { name: tap, channels: dims[1], stride: Math.max(1, Math.round(size / dims[2])) };
    });
  } catch (cause) {
    throw new NominalError('BACKBONE_INVALID', {
      what: `The taps ${taps.join(', ')} cannot be run on an image of ${size} x ${size}`,
      expected: 'float32 tensors of batch x channels x height x width',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Choose other taps with --taps, or another size with --size',
      cause,
    });
  } finally {
    await session?.release();
  }
}
