import { type InferenceSession, Tensor } from '../backbone/ort/index.ts';
import type { Size } from '../core/image/index.ts';
import { inputs } from './graph/names.ts';
import { type ExportedOutputs, receivedOf } from './selfTest.ts';

/** Runs an exported file on one image. @param pixels height × width × 3. */
export async function runExported(
  session: InferenceSession,
  pixels: Uint8Array,
  { height, width }: Size,
): Promise<ExportedOutputs> {
  const dims = [1, height, width, 3];
  const isFloat = session.inputMetadata.some(
    (input) => input.name === inputs.image && input.isTensor && input.type === 'float32',
  );
  const image = isFloat
    ? new Tensor('float32', Float32Array.from(pixels), dims)
    : new Tensor('uint8', pixels, dims);
  const results = await session.run({ [inputs.image]: image });
  const received = receivedOf((name) => {
    const { data } = results[name];
    return data instanceof Float32Array ? data : null;
  });
  if (received === null) throw new TypeError('an output is no float32 tensor');
  return received;
}
