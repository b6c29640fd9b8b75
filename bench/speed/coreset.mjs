// The coreset stage alone, on real patch features: nominal's lazy greedy against the plain one.
//
//   node bench/speed/coreset.mjs IMAGES_FOLDER IMAGES POINTS_FILE
//
// Extracts and projects the patch features of IMAGES images with the default backbone, writes them to
// POINTS_FILE (float32 rows of 128) for bench/speed/reference.py, and prints one JSON object.
import { writeFileSync } from 'node:fs';
import { collectImages } from 'nominal-vision';
import { greedyCoreset, randomProjection } from '../../dist/core/coreset/index.js';
import { Random } from '../../dist/core/random/index.js';
import { resolveFitConfig, resolveRuntimeConfig } from '../../dist/config/index.js';
import { extractAll } from '../../dist/detector/features/extractAll.js';
import { Pipeline } from '../../dist/detector/features/Pipeline.js';
import { ProjectedRows } from '../../dist/detector/fit/bank/ProjectedRows.js';
import { wordsOf } from '../shared/wordsOf.mjs';

const [folder, count, pointsFile] = wordsOf(
  'bench/speed/coreset.mjs IMAGES_FOLDER IMAGES POINTS_FILE',
);
const config = resolveFitConfig({ resize: { height: 224, width: 224 } });
const runtime = resolveRuntimeConfig({ threads: Number(process.env.OMP_NUM_THREADS ?? 2) });
const pipeline = await Pipeline.open(config, runtime, null);
const { dimension } = pipeline.backbone;
const random = new Random(0);
const projected = new ProjectedRows(
  randomProjection(dimension, 128, random),
  dimension,
  pipeline.products.product,
);
const paths = (await collectImages([folder])).slice(0, Number(count));
for await (const { parts } of extractAll(paths, pipeline, undefined)) {
  for await (const { features } of parts)
    await projected.append(features, paths.length * features.rows);
}
const points = projected.finish();
writeFileSync(pointsFile, new Uint8Array(points.data.buffer, 0, 4 * points.data.length));
const rows = Math.floor(points.rows / 10);
const startingRows = Array.from({ length: 10 }, () => random.integer(points.rows));
const start = performance.now();
const selection = await greedyCoreset(
  points,
  rows,
  { kind: 'approximate', startingRows },
  { groupMinima: pipeline.products.groupMinima },
);
const coresetSeconds = (performance.now() - start) / 1000;
await pipeline.close();
console.log(
  JSON.stringify({
    images: paths.length,
    points: points.rows,
    rows,
    coresetSeconds,
    evaluationsShare: selection.distanceEvaluations / (points.rows * rows),
    startingRows,
    first: [...selection.indices.slice(0, 200)],
  }),
);
