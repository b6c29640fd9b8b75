// The exact search against one plain float32 product of all pairs, on real patch features.
//
//   node bench/speed/search.mjs TRAIN_FOLDER TEST_FOLDER
//
// Prints one JSON object.
import { collectImages, fit } from 'nominal-vision';
import { NeighborSearch } from '../../dist/core/neighbors/index.js';
import { Matrix } from '../../dist/core/tensor/index.js';
import { resolveRuntimeConfig } from '../../dist/config/index.js';
import { joinParts } from '../../dist/detector/features/ExtractedImage.js';
import { Pipeline } from '../../dist/detector/features/Pipeline.js';
import { median } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const [train, test] = wordsOf('bench/speed/search.mjs TRAIN_FOLDER TEST_FOLDER');
const threads = Number(process.env.OMP_NUM_THREADS ?? 2);
const config = { resize: { height: 224, width: 224 }, bankRows: 20_000 };
const detector = await fit(await collectImages([train]), config, { runtime: { threads } });
const { bank } = detector.model;
const pipeline = await Pipeline.open(
  detector.model.config,
  resolveRuntimeConfig({ threads }),
  null,
);
const queries = [];
for (const path of await collectImages([test])) {
  const [{ parts }] = await pipeline.extract([await pipeline.prepare(path)]);
  queries.push((await joinParts(parts)).features);
}
const { products } = pipeline;
const results = [];
for (const rows of [1000, 5000, 7000, 10_000, 20_000]) {
  // The first rows of a greedy selection are the selection of that size.
  const part = new Matrix(rows, bank.columns, bank.data.slice(0, rows * bank.columns));
  const search = await NeighborSearch.build(part, { products });
  const out = new Float32Array(queries[0].rows * rows);
  // One after the other, because the product of all pairs evicts the caches.
  const plain = await timed((features) => products.product(features, part, out));
  const exact = await timed((features) => search.nearest(features, 1));
  const [productMs, searchMs] = [median(plain), median(exact)];
  results.push({
    rows,
    queries: queries[0].rows,
    productMs,
    searchMs,
    ratio: productMs / searchMs,
  });
}
const gigaflops = await measurePeak(2048);
await pipeline.close();
await detector.close();
console.log(JSON.stringify({ gigaflops, sizes: results }));

/** GFLOP/s of a large square product (a multiply-add counts as two): near the machine's peak. */
async function measurePeak(side) {
  const factor = () => new Matrix(side, side, new Float32Array(side * side).fill(0.5));
  const [a, b] = [factor(), factor()];
  const out = new Float32Array(side * side);
  const times = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    await products.product(a, b, out);
    times.push(performance.now() - start);
  }
  return (2 * side ** 3) / median(times) / 1e6;
}

/** Milliseconds of each call, without the first rounds, in which code is compiled. */
async function timed(run) {
  const times = [];
  for (let round = 0; round < 7; round++) {
    for (const features of queries) {
      const start = performance.now();
      await run(features);
      if (round >= 3) times.push(performance.now() - start);
    }
  }
  return times;
}
