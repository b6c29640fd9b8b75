import { auroc, ScoreCalibration } from '../../dist/core/index.js';
import { mean, median } from '../shared/figures.mjs';

export const curveRates = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

/**
 * Accuracy, balanced accuracy and F1 of each rule, averaged over categories.
 *
 * @param splits one or more of each category, with those of one category together.
 */
export function ruleTable(splits) {
  const names = [...new Set(splits.map(({ category }) => category))];
  const all = splits.map((split) => ({
    ...split,
    calibrated: new ScoreCalibration(Float32Array.from(split.calibration)),
    area: areaOf(split),
    weight: 1 / splits.filter(({ category }) => category === split.category).length,
  }));
  const byRate = (rate) => all.map((c) => judged(c, c.calibrated.threshold(rate).threshold));
  const raw = bestRawThreshold(all);
  const rules = [
    ['one false-reject rate, 1 %', byRate(0.01)],
    ['one false-reject rate, 2 %', byRate(0.02)],
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
  const within = (list, category) => list.filter((_, i) => all[i].category === category);
  const areas = new Map(
    names.map((name) => [name, mean(within(all, name).map(({ area }) => area))]),
  );
  const separable = all.map(({ category }) => areas.get(category) >= 0.99);
  const ownBest = all.map((c) => judged(c, best(c, 'accuracy')));
  return {
    categories: names.map((category) => ({
      category,
      splits: within(all, category).length,
      auroc: areas.get(category),
      median: mean(within(all, category).map(({ calibration }) => median(calibration))),
      atRate: meanOf(within(byRate(0.01), category)),
      best: meanOf(within(ownBest, category)),
    })),
    rules: rules.map(([name, list]) => ({
      name,
      all: meanOf(list),
      separable: meanOf(list.filter((_, i) => separable[i])),
    })),
    separable: names.filter((name) => areas.get(name) >= 0.99).length,
    curve: curveRates.map((rate) => ({ rate, ...meanOf(byRate(rate)) })),
  };
}

function judged({ good, defective, weight }, threshold) {
  const falsePositives = good.filter((score) => score > threshold).length;
  const truePositives = defective.filter((score) => score > threshold).length;
  const trueNegatives = good.length - falsePositives;
  const falseNegatives = defective.length - truePositives;
  return {
    weight,
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

/** Categories have equal weight, however often they were split. */
function meanOf(list) {
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  const weighted = (key) => list.reduce((sum, row) => sum + row.weight * row[key], 0) / total;
  return Object.fromEntries(
    ['accuracy', 'balanced', 'f1', 'rejected', 'detected'].map((key) => [key, weighted(key)]),
  );
}

/** Image AUROC of a split. */
function areaOf({ good, defective }) {
  const labels = [...good.map(() => false), ...defective.map(() => true)];
  return auroc([...good, ...defective], labels);
}
