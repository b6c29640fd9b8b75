import { type InferenceSession, Tensor } from '../backbone/ort.ts';
import type { Size } from '../core/image/index.ts';
import { inputs, outputs } from './graph/names.ts';
import type { ExportedOutputs } from './selfTest.ts';

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
  const floats = (name: string) => {
    const { data } = results[name];
    if (!(data instanceof Float32Array)) throw new TypeError(`${name} is no float32 tensor`);
    return data;
  };
  return {
    imageScore: floats(outputs.imageScore)[0],
    pValue: floats(outputs.pValue)[0],
    tailPValue: floats(outputs.tailPValue)[0],
    patchScores: Array.from(floats(outputs.patchScores)),
    anomalyMap: floats(outputs.anomalyMap).reduce((a, b) => Math.max(a, b)),
  };
}
