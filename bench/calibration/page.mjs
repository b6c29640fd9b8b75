import { auroc, detectionRateAt } from '../../dist/core/index.js';
import { keptSections, requireRows, writePage } from '../shared/checkout.mjs';
import { mean, percent } from '../shared/figures.mjs';
import { expectedRejects } from './betaBinomial.mjs';
import { rates } from './measureRates.mjs';
import { ways } from './measureScreening.mjs';
import { curvePlot, ratesPlot } from './plots.mjs';
import { subsetsPart } from './subsetsPart.mjs';
import { ruleTable } from './ruleTable.mjs';

const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Writes docs/benchmarks-calibration.md and its plots from what was measured. */
export function writeCalibrationPage({ rates: sets, subsets, rule, screening, update }) {
  requireRows([...sets, ...subsets, ...rule, ...screening, ...update]);
  const kept = keptSections('benchmarks-calibration.md');
  const part = (rows, write, heading) => (rows.length === 0 ? kept(heading) : write());
  const measured = sets.map((set) => ({ ...set, points: pointsOf(set) }));
  if (measured.length > 0) {
    const series = measured.map(({ name, points }) => ({ name, points }));
    writePage('images/realized-rates.svg', ratesPlot(series, rates));
  }
  const parts = [
    intro,
    part(subsets, () => subsetsPart(subsets), 'Few images'),
    part(sets, () => ratesPart(measured), 'Realized false-reject rate'),
    part(sets, () => ownPart(measured), "The sets' own test images"),
    part(rule, () => rulePart(ruleTable(rule[0].result)), 'One rule for everything'),
    part(sets, () => scoresPart(measured), 'Image scores at low false-reject rates'),
    part(screening, () => screeningPart(screening), 'Defective images among the training images'),
    part(update, () => updatePart(update), 'Updates against full refits'),
  ];
  writePage('benchmarks-calibration.md', `${parts.filter(Boolean).join('\n\n')}\n`);
}

const intro = `# Benchmarks: thresholds that hold

Made by \`node bench/calibration/run.mjs DATA BACKBONES\`; no figure is typed by hand. Data sets and backbones are those of [benchmarks.md](benchmarks.md). To keep the runs short, banks are small (2 % of the patches of plies, 1 % of MTD's) and MTD is a random subset; detection is better with more images and larger banks.

All sections are of builds since [decision 106](decisions/106-stand-ins-at-their-turn.md): calibration leaves out one image at a time, and a rate that the images do not resolve becomes the lowest that they do.`;

/** The rates realized over the splits, for each wished rate. */
function pointsOf({ result, heldOut, train }) {
  return rates.map((wished, i) => {
    const counts = result.map(({ scores, thresholds }) =>
      above(scores.heldOut, thresholds[i].threshold),
    );
    const detected = result.map(({ scores, thresholds }) =>
      above(scores.defective, thresholds[i].threshold),
    );
    const n = result[0].calibration.length;
    const [low, high] = expectedRejects(heldOut, Math.floor(wished * (n + 1) + 1e-9), n);
    return {
      wished,
      train,
      unresolved: result[0].thresholds[i].unresolved,
      realized: mean(counts) / heldOut,
      low: low / heldOut,
      high: high / heldOut,
      inside: counts.filter((count) => count >= low && count <= high).length,
      excess: mean(result.map(({ scores, calibration }) => excessOf(calibration, scores.heldOut))),
      splits: counts.length,
      detected: mean(detected) / result[0].scores.defective.length,
    };
  });
}

/** How much calibration scores exceed held-out ones, in the mean of their logarithms. */
function excessOf(calibration, heldOut) {
  const level = (scores) => mean(scores.map(Math.log));
  return level(calibration) - level(heldOut.map(({ score }) => score));
}

function above(scores, threshold) {
  return scores.filter(({ score }) => score > threshold).length;
}

function ratesPart(sets) {
  const rows = sets.flatMap(({ name, train, heldOut, points }) =>
    points.map(
      ({ wished, unresolved, realized, low, high, inside, splits, detected, excess }, i) => [
        i === 0 ? `${name} (${train} / ${heldOut})` : '',
        `${percent(wished)}${unresolved ? ' *' : ''}`,
        percent(realized),
        `${percent(low)} to ${percent(high)}`,
        `${inside} of ${splits}`,
        percent(detected),
        i === 0 ? `${excess >= 0 ? '+' : '−'}${percent(Math.abs(excess))}` : '',
      ],
    ),
  );
  return `## Realized false-reject rate

The good training images of each set are split at random, ten times, into images to fit from and held-out images (numbers in parentheses). The interval is the central 95 % of what one split can show if the scores are exchangeable (beta-binomial); "inside" counts the splits whose rejects lie in it. \\* The number of images does not resolve the rate (the smallest p-value of n images is 1/(n + 1)), so the threshold is the largest calibration score and holds 1/(n + 1). The last column is how much calibration scores exceed held-out ones, averaged over the splits.

${table(['set (fitted / held out)', 'wished', 'realized, mean', '95 % interval of one split', 'inside', 'defects detected', 'calibration scores'], rows)}

![Realized over wished false-reject rate](images/realized-rates.svg)`;
}

function ownPart(sets) {
  const rows = sets.map(({ name, result }) => {
    const rejected = [0.01, 0.05].map((rate) => {
      const i = rates.indexOf(rate);
      const { length } = result[0].scores.own;
      return percent(
        mean(result.map(({ scores, thresholds }) => above(scores.own, thresholds[i].threshold))) /
          length,
      );
    });
    const noticed = (key) => {
      const after = result
        .map(({ drift }) => drift[key].noticedAfter)
        .filter((images) => images !== null);
      const typical = [...after].sort((a, b) => a - b)[after.length >> 1];
      return `${after.length} of ${result.length}${after.length === 0 ? '' : `, after ${typical} images`}`;
    };
    return [
      name,
      String(result[0].scores.own.length),
      ...rejected,
      noticed('own'),
      noticed('heldOut'),
    ];
  });
  return `## The sets' own test images

They may come from another process. At a false-alarm rate of 1 %, the drift test sees the good test images one after the other (all of them, including those that are rejected), and the held-out images for comparison. MTD has no test images of its own; a random fifth serves as such, so nothing has drifted there.

${table(['set', 'good test images', 'rejected at 1 %', 'rejected at 5 %', 'drift noticed on test images (median)', 'on held-out images'], rows)}`;
}

function rulePart({ categories, rules, curve, separable }) {
  writePage('images/one-rate.svg', curvePlot(curve));
  const medians = categories.map(({ median }) => median);
  const ratio = Math.max(...medians) / Math.min(...medians);
  const cells = ({ accuracy, balanced, f1 }) =>
    [accuracy, balanced, f1].map((value) => value.toFixed(4));
  return `## One rule for everything

${categories.length} categories with the default backbone, bank 2 %: ten from the generator and both data sets, each of the two split at random ${Math.max(...categories.map(({ splits }) => splits))} times. The median score of good images differs between categories by a factor of up to ${ratio.toFixed(1)}. Rates are used as given; all other rules know the test images. Means over all categories, and over the ${separable} whose image AUROC is at least 0.99.

${table(
  ['rule', 'accuracy', 'balanced', 'F1', `accuracy, AUROC ≥ 0.99`, 'balanced', 'F1'],
  rules.map(({ name, all, separable: some }) => [name, ...cells(all), ...cells(some)]),
)}

${table(
  [
    'category',
    'image AUROC',
    'median good score',
    'rejected / detected at 1 %',
    'accuracy at 1 %',
    'own best accuracy',
  ],
  categories.map(({ category, auroc: area, median, atRate, best }) => [
    category,
    area.toFixed(4),
    median.toFixed(3),
    `${percent(atRate.rejected)} / ${percent(atRate.detected)}`,
    atRate.accuracy.toFixed(4),
    best.accuracy.toFixed(4),
  ]),
)}

The whole curve over the rate, averaged over all categories:

${table(
  ['rate', 'accuracy', 'balanced', 'F1', 'rejected', 'detected'],
  curve.map((row) => [
    percent(row.rate),
    ...cells(row),
    percent(row.rejected),
    percent(row.detected),
  ]),
)}

![Accuracy over the one false-reject rate](images/one-rate.svg)`;
}

function scoresPart(sets) {
  const variants = [
    ['highest patch (paper)', ({ top }) => top[0]],
    ['mean of highest 0.5 %', ({ top }) => top[0.005]],
    ['mean of highest 1 %', ({ top }) => top[0.01]],
    ['mean of highest 2 %', ({ top }) => top[0.02]],
    ['mean of highest 5 %', ({ top }) => top[0.05]],
    ['maximum of the map', ({ map }) => map],
  ];
  const rows = sets.flatMap(({ name, result }) => [
    ...variants.map(([variant, of], i) => [
      i === 0 ? name : '',
      variant,
      ...figures(result.map(({ scores }) => [scores.heldOut.map(of), scores.defective.map(of)])),
    ]),
    [
      '',
      `highest patch, re-weighted (equation 7), ${result.filter(({ density }) => density !== null).length} splits`,
      ...figures(
        result.flatMap(({ density }) =>
          density === null ? [] : [[density.heldOut, density.defective]],
        ),
      ),
    ],
  ]);
  return `## Image scores at low false-reject rates

The same patches with other image scores: means over the splits. "Found" is at the score that rejects 1 % or 5 % of the held-out good images.

${table(['set', 'image score', 'image AUROC', 'found at 1 %', 'found at 5 %'], rows)}`;
}

function figures(splits) {
  const labeled = splits.map(([good, bad]) => [
    [...good, ...bad],
    [...good.map(() => false), ...bad.map(() => true)],
  ]);
  return [
    mean(labeled.map(([scores, labels]) => auroc(scores, labels))).toFixed(4),
    percent(mean(labeled.map(([scores, labels]) => detectionRateAt(scores, labels, 0.01)))),
    percent(mean(labeled.map(([scores, labels]) => detectionRateAt(scores, labels, 0.05)))),
  ];
}

function screeningPart(sets) {
  const areas = (result, of) => mean(result.map(of)).toFixed(4);
  const rows = sets.map(({ name, result }) => {
    const loss = (of) => {
      const lost = mean(result.map((row) => row.clean[0] - of(row)));
      return `${areas(result, of)} (${lost >= 0 ? '−' : '+'}${Math.abs(lost).toFixed(4)})`;
    };
    return [
      `${name} (${result[0].mixedIn} mixed in, ${result.length} splits)`,
      areas(result, ({ clean }) => clean[0]),
      ...ways.slice(1).map((_, i) => loss(({ clean }) => clean[i + 1])),
      ...ways.map((_, i) => loss(({ mixed }) => mixed[i])),
    ];
  });
  const names = ['plain', ...ways.slice(1).map(nameOf)];
  return `## Defective images among the training images

A tenth of the training images are defective ones of the same category, none of which is tested with. Image AUROC, and its loss against the clean training images: without screening, with the strangest patches left out (\`--screen\`), and with the strangest images left out (\`--screen-images\`); also what screening costs if there is nothing to find. Means over random splits, default backbone.

${table(['set', 'clean', ...names.slice(1).map((name) => `clean, ${name}`), ...names.map((name) => `mixed, ${name}`)], rows)}`;
}

/** As the options are given. */
function nameOf(way) {
  const { screen, screenImages } = way;
  return screen === undefined ? `\`--screen-images ${screenImages}\`` : `\`--screen ${screen}\``;
}

function updatePart(sets) {
  const rows = sets.map(({ name, added, result }) => {
    const area = (key) => mean(result.map((row) => row[key].auroc)).toFixed(4);
    const apart = (a, b) =>
      mean(result.map((row) => Math.abs(row[a].auroc - row[b].auroc))).toFixed(4);
    return [
      `${name} (${added} images, ${result.length} splits)`,
      area('all'),
      apart('all', 'again'),
      area('added'),
      apart('all', 'added'),
      area('few'),
      area('removed'),
      apart('few', 'removed'),
      area('refilled'),
      apart('few', 'refilled'),
    ];
  });
  return `## Updates against full refits

Images are added to a model by \`nominal update --add\`, or removed by \`--remove\`, with and without \`--refill\`, and the result is compared with a fit of the same images: mean image AUROC, and the mean difference in one split. The yardstick is the difference between two refits of the same images with different seeds.

${table(['set', 'refit with them', 'two refits apart', 'added', 'difference', 'refit without them', 'removed', 'difference', 'removed and refilled', 'difference'], rows)}`;
}
