import { ScoreCalibration } from '../../dist/core/index.js';

export const curveRates = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

/** Accuracy, balanced accuracy and F1 of each rule in the mean over categories. */
export function ruleTable(categories) {
  const all = categories.map((category) => ({
    ...category,
    calibrated: new ScoreCalibration(Float32Array.from(category.calibration)),
    auroc: aurocOf(category),
  }));
  const byRate = (rate) => all.map((c) => judged(c, c.calibrated.threshold(rate).threshold));
  const raw = bestRawThreshold(all);
  const rules = [
    ['one false-reject rate, 1 %', byRate(0.01)],
    ['one false-reject rate, 5 %', byRate(0.05)],
    ['one false-reject rate, 10 %', byRate(0.1)],
    ['one raw threshold, the best for all in hindsight', all.map((c) => judged(c, raw))],
    [
      'F1-tuned threshold of each category, on its own test images',
      all.map((c) => judged(c, best(c, 'f1'))),
    ],
    [
      "each category's own best accuracy in hindsight",
      all.map((c) => judged(c, best(c, 'accuracy'))),
    ],
    [
      "each category's own best balanced accuracy in hindsight",
      all.map((c) => judged(c, best(c, 'balanced'))),
    ],
  ];
  const separable = all.map(({ auroc }) => auroc >= 0.99);
  return {
    categories: all.map(({ category, auroc, calibration }, i) => ({
      category,
      auroc,
      median: [...calibration].sort((a, b) => a - b)[calibration.length >> 1],
      atRate: byRate(0.01)[i],
      best: judged(all[i], best(all[i], 'accuracy')),
    })),
    rules: rules.map(([name, list]) => ({
      name,
      all: meanOf(list),
      separable: meanOf(list.filter((_, i) => separable[i])),
    })),
    separable: separable.filter(Boolean).length,
    curve: curveRates.map((rate) => ({ rate, ...meanOf(byRate(rate)) })),
  };
}

function judged({ good, defective }, threshold) {
  const falsePositives = good.filter((score) => score > threshold).length;
  const truePositives = defective.filter((score) => score > threshold).length;
  const trueNegatives = good.length - falsePositives;
  const falseNegatives = defective.length - truePositives;
  return {
    accuracy: (truePositives + trueNegatives) / (good.length + defective.length),
    balanced: (truePositives / defective.length + trueNegatives / good.length) / 2,
    f1: (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives || 1),
    rejected: falsePositives / good.length,
    detected: truePositives / defective.length,
  };
}

const candidates = ({ good, defective }) => [0, ...good, ...defective];

function best(category, key) {
  return candidates(category).reduce((a, b) =>
    judged(category, b)[key] > judged(category, a)[key] ? b : a,
  );
}

function bestRawThreshold(all) {
  const accuracy = (threshold) => meanOf(all.map((c) => judged(c, threshold))).accuracy;
  return all.flatMap(candidates).reduce((a, b) => (accuracy(b) > accuracy(a) ? b : a));
}

function meanOf(list) {
  const mean = (key) => list.reduce((sum, row) => sum + row[key], 0) / list.length;
  return Object.fromEntries(
    ['accuracy', 'balanced', 'f1', 'rejected', 'detected'].map((key) => [key, mean(key)]),
  );
}

function aurocOf({ good, defective }) {
  let wins = 0;
  for (const bad of defective) for (const ok of good) wins += bad > ok ? 1 : bad === ok ? 0.5 : 0;
  return wins / (good.length * defective.length);
}
