import { resolveFitConfig, resolveRuntimeConfig } from '../../dist/config/index.js';
import { DriftTest, highestValue, topMean } from '../../dist/core/index.js';
import { cachedPipeline } from './cachedPipeline.mjs';
import { fitWith } from './fitWith.mjs';
import { inspectAll } from './inspectAll.mjs';
import { splitsOf } from './splits.mjs';

export const rates = [0.005, 0.01, 0.02, 0.05, 0.1];

/** Realized false-reject and detection rates over random splits of the good training images. */
export async function measureRates(experiment, data) {
  const config = resolveFitConfig(experiment.options);
  const pipeline = await cachedPipeline(config, resolveRuntimeConfig());
  const { splits, ownGood, defective } = await splitsOf(experiment, data);
  const results = [];
  for (const { seed, train, heldOut } of splits) {
    const start = performance.now();
    const own = { ...config, seed };
    const detector = await fitWith(train, own, pipeline);
    const scores = {
      heldOut: await inspectAll(detector, heldOut, scoresOf),
      own: await inspectAll(detector, ownGood, scoresOf),
      defective: await inspectAll(detector, defective, scoresOf),
    };
    // The weight of equation 7 changes only the image score; one more fit measures it.
    const density =
      seed < 2
        ? await densityScores({ ...own, topShare: 0 }, train, pipeline, heldOut, defective)
        : null;
    const thresholds = rates.map((rate) => {
      detector.setFalseRejectRate(rate);
      return {
        threshold: detector.threshold,
        unresolved: detector.summary.heldRate > rate,
      };
    });
    results.push({
      scores,
      density,
      thresholds,
      calibration: [...detector.model.calibration.imageScores],
      tailFit: detector.summary.tailFit?.pValue ?? null,
      drift: {
        heldOut: driftOf(detector, scores.heldOut),
        own: driftOf(detector, scores.own),
      },
    });
    console.log(experiment.name, seed, ((performance.now() - start) / 1000).toFixed(1), 's');
  }
  await pipeline.close();
  return results;
}

/** The image score, and other image scores of the same patches. */
function scoresOf({ imageScore, patchScores, anomalyMap }) {
  const { data } = patchScores;
  const top = Object.fromEntries(
    [0, 0.005, 0.01, 0.02, 0.05].map((share) => [share, topMean(data, share)]),
  );
  return { score: imageScore, top, map: highestValue(anomalyMap()) };
}

async function densityScores(config, train, pipeline, heldOut, defective) {
  const options = { ...config, reweighting: 'density' };
  const detector = await fitWith(train, options, pipeline);
  const score = ({ imageScore }) => imageScore;
  return {
    heldOut: await inspectAll(detector, heldOut, score),
    defective: await inspectAll(detector, defective, score),
  };
}

/** The drift test on good images alone, including those that are rejected. */
function driftOf(detector, scores) {
  const test = new DriftTest(detector.model.calibration.imageScores, 0.01);
  let noticedAfter = null;
  let highest = 1;
  for (const { score } of scores) {
    const { images, drifted, evidence } = test.add(score);
    highest = Math.max(highest, evidence);
    if (drifted) noticedAfter ??= images;
  }
  return { images: scores.length, noticedAfter, highest };
}
