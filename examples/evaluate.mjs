// Fits and measures on a data set in the MVTec AD layout, and prints the images judged wrongly.
//
//   node examples/evaluate.mjs DATASET_FOLDER
//   node examples/evaluate.mjs nominal-demo/cap
import { evaluate, openDataset } from 'nominal-vision';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder of a data set');

for (const dataset of await openDataset(folder)) {
  const wrong = [];
  const evaluation = await evaluate(
    dataset,
    { coresetRatio: 0.1 },
    {
      onInspection: ({ path, label }, { verdict, imageScore }) => {
        const right = (label === 'good') === (verdict === 'nominal');
        if (!right) wrong.push(`${path}: ${label}, judged ${verdict}, ${imageScore.toFixed(3)}`);
      },
    },
  );
  const { category, imageAuroc, pixelAuroc, falseRejectRate, detectionRate } = evaluation;
  console.log(`${category}: image AUROC ${imageAuroc.toFixed(4)}`);
  console.log(`pixel AUROC ${pixelAuroc === null ? 'unknown: no masks' : pixelAuroc.toFixed(4)}`);
  console.log(`rejected good ${falseRejectRate.toFixed(3)}, found ${detectionRate.toFixed(3)}`);
  console.log(`judged wrongly: ${wrong.length}`);
  for (const line of wrong) console.log(`  ${line}`);
}
