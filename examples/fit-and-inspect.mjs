// Fits on a folder of good images, saves the model, loads it again, and inspects another folder.
//
//   node examples/fit-and-inspect.mjs GOOD_FOLDER TEST_FOLDER [MODEL_FILE]
//   node examples/fit-and-inspect.mjs nominal-demo/cap/train/good nominal-demo/cap/test
import { Detector, fit } from 'nominal-vision';

const [goodFolder, testFolder, modelFile = 'part.nominal'] = process.argv.slice(2);
if (testFolder === undefined) throw new Error('name a folder of good images and one to inspect');

const fitted = await fit(goodFolder, { coresetRatio: 0.1, seed: 0 });
await fitted.save(modelFile);
await fitted.close();

const detector = await Detector.load(modelFile);
try {
  console.log(`${detector.model.bank.rows} bank rows, threshold ${detector.threshold.toFixed(3)}`);
  for await (const result of detector.inspectAll(testFolder)) {
    if ('error' in result) {
      console.log(`${result.path}: ${result.error.message}`);
      continue;
    }
    const { path, verdict, imageScore, pValue, regions } = result;
    const places = regions.map(({ x, y, width, height }) => `${width}x${height} at ${x},${y}`);
    console.log(
      `${path}: ${verdict}, score ${imageScore.toFixed(3)}, p ${pValue.toFixed(3)}`,
      places.join('; '),
    );
  }
} finally {
  await detector.close();
}
