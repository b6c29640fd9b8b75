// Exports a model of each data set in every precision, compares its scores with the library's on all
// test images, and writes docs/benchmarks-export.md: no figure is typed by hand.
//
//   node bench/accuracy/export.mjs DATA         compute what is missing, then write the page
//   node bench/accuracy/export.mjs DATA page    write the page from the results that are kept
//
// The exported files are run by plain ONNX Runtime. Results are kept in bench/output/export/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Detector, exportModel, fit, openDataset } from 'nominal-vision';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { auroc } from 'nominal-vision/core';
import { outputFolder, requireRows, writePage } from '../shared/checkout.mjs';
import { median } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const [data, mode] = wordsOf('bench/accuracy/export.mjs DATA [page]');
const output = outputFolder('export');

const variants = [
  {},
  { precision: 'float16', bank: 'float16' },
  { bank: 'int8' },
  { precision: 'int8', bank: 'int8' },
];
/** MTD's model is smaller and in one precision: it is there to compare the scores of many test images. */
const sets = [
  { name: 'plies', images: 60, options: {}, variants },
  { name: 'mtd', images: 200, options: { bankRows: 5000 }, variants: [{}] },
];
const threads = 2;

const results = [];
for (const set of sets) {
  const file = `${output}${set.name}.json`;
  if (!existsSync(file)) {
    if (mode === 'page') continue;
    writeFileSync(file, JSON.stringify(await measure(set), null, 1));
  }
  results.push({ ...set, ...JSON.parse(readFileSync(file, 'utf8')) });
}
writePage('benchmarks-export.md', page(requireRows(results)));

async function measure({ name, images, options, variants: wanted }) {
  const [dataset] = await openDataset(`${data}/${name}`);
  const train = dataset.train.map(({ path }) => path);
  const test = [...dataset.testGood, ...dataset.testDefective];
  const model = `${output}${name}.nominal`;
  if (!existsSync(model)) {
    const fitted = await fit(train.slice(0, images), options);
    await fitted.save(model);
    await fitted.close();
  }
  const detector = await Detector.load(model, { runtime: { threads } });
  const exported = [];
  for (const variant of wanted) {
    const { file } = await exportModel(detector, variant, { observed: train.slice(0, 32) });
    const session = await InferenceSession.create(file, { intraOpNumThreads: threads });
    exported.push({ variant, bytes: file.length, session, scores: [], ms: [] });
  }
  const library = { scores: [], ms: [] };
  for (const { path } of test) {
    const { image, imageScore, timing } = await detector.inspect(path);
    library.scores.push(imageScore);
    library.ms.push(timing.totalMs - timing.decodeMs);
    const input = new Tensor('uint8', image.data, [1, image.height, image.width, 3]);
    for (const { session, scores, ms } of exported) {
      const start = performance.now();
      const { image_score: score } = await session.run({ image: input });
      ms.push(performance.now() - start);
      scores.push(score.data[0]);
    }
  }
  const bankRows = detector.model.bank.rows;
  await detector.close();
  const labels = test.map(({ label }) => (label === 'good' ? 0 : 1));
  return {
    testImages: test.length,
    trainImages: Math.min(images, train.length),
    bankRows,
    library: { ms: median(library.ms), auroc: auroc(library.scores, labels) },
    exported: exported.map(({ variant, bytes, scores, ms }) => ({
      variant,
      bytes,
      ms: median(ms),
      auroc: auroc(scores, labels),
      largestDifference: Math.max(...scores.map((s, i) => Math.abs(s - library.scores[i]))),
    })),
    scoreRange: [Math.min(...library.scores), Math.max(...library.scores)],
  };
}

function page(measured) {
  const sections = measured.map(
    (set) => `## ${set.name}

${set.trainImages} good images, ${set.bankRows} bank rows${Object.keys(set.options).length === 0 ? '' : ` (options \`${JSON.stringify(set.options)}\`)`}; ${set.testImages} test images, whose scores lie between ${set.scoreRange[0].toFixed(2)} and ${set.scoreRange[1].toFixed(2)}. The library: image AUROC ${set.library.auroc.toFixed(4)}, ${set.library.ms.toFixed(1)} ms an image without decoding.

| network | bank | file (MiB) | largest difference of a score | image AUROC | time against the library's |
|---|---|---|---|---|---|
${set.exported
  .map(
    ({ variant, bytes, ms, auroc: area, largestDifference }) =>
      `| ${variant.precision ?? 'float32'} | ${variant.bank ?? 'float32'} | ${(bytes / 2 ** 20).toFixed(1)} | ${largestDifference.toExponential(1)} | ${area.toFixed(4)} | ${(ms / set.library.ms).toFixed(2)} |`,
  )
  .join('\n')}
`,
  );
  return `# Exported models

Made by \`node bench/accuracy/export.mjs DATA\`. A model of each data set is exported as \`nominal export\` does; plain ONNX Runtime runs the files on all test images, alternating with the library image by image, on ${threads} threads. Times are medians of one run. The int8 network takes its activation ranges from 32 of the good images.

${sections.join('\n')}
What the precisions mean and which inputs a file takes: [export](export.md).
`;
}
