// Runs a file of "nominal export" with plain ONNX Runtime: nothing of nominal is needed.
//
//   node examples/exported-file.mjs part.onnx image.png …
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const [file, ...images] = process.argv.slice(2);
const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
for (const path of images) {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const image = new Tensor('uint8', data, [1, info.height, info.width, 3]);
  const { image_score, p_value, anomalous } = await session.run({ image });
  const [score, pValue] = [Number(image_score.data[0]), Number(p_value.data[0])];
  const verdict = anomalous.data[0] ? 'anomalous' : 'nominal';
  console.log(`${path}: ${verdict}, score ${score.toFixed(3)}, p ${pValue.toFixed(3)}`);
}
