import { mean, percent } from '../shared/figures.mjs';
import { expectedRejects, expectedRejectsOfSplits } from './betaBinomial.mjs';

const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The section on thresholds of models of few images. */
export function subsetsPart(sets) {
  const rows = sets.flatMap(({ name, result }) => rowsOf(name, result));
  const ratios = rows.map(({ ratio }) => ratio);
  const inside = sum(rows.map((row) => row.inside));
  const splits = sum(rows.map((row) => row.splits));
  const power = rows.flatMap(({ own, pooled }) => (pooled > 0 ? [own / pooled] : []));
  const close = ratios.filter((ratio) => ratio >= 0.8 && ratio <= 1.2).length;
  const expected = rows.filter(
    ({ ratio, range: [low, high] }) => ratio >= low && ratio <= high,
  ).length;
  const balance = [...new Set(rows.map((row) => row.balance))];
  return `## Few images

Models of random images of each set, with the defaults; all other good images are held out (at most 280 good tiles of MTD are used). The first rate of each size is the lowest that the images resolve, which is also what the default of 1 % becomes there. *Ratio* is the realized over the wished rate, in the mean over splits; *expected* is where 95 % of such means lie if calibration scores and those of held-out images are exchangeable: few splits of few images scatter widely, however right the threshold is. *Balance* is the share of pairs in which the calibration score exceeds that of a held-out image, 0.5 if they are exchangeable; it scatters less. *Inside* counts the splits whose rejects lie in the 95 % interval of one split (beta-binomial, from the rank below the wished rate to that above it). *Found* is the share of defective images above the own threshold, and, in parentheses, above the one raw threshold that rejects the same share of the held-out images of all splits together. Standardized *by place* counts splits.

The ratio is as expected in ${expected} of ${rows.length} rows, between 0.8 and 1.2 in ${close} (median ${median(ratios).toFixed(2)}); the balance has a median of ${median(balance).toFixed(2)} and lies between ${Math.min(...balance).toFixed(2)} and ${Math.max(...balance).toFixed(2)}; ${inside} of ${splits} splits (${percent(inside / splits)}) are inside. Found at the own threshold over found at the pooled one: ${median(power).toFixed(2)} in the median, ${percent(power.filter((share) => share >= 0.95).length / power.length)} of the rows at least 0.95.

${table(
  [
    ...['set', 'images', 'balance', 'wished', 'realized', 'ratio', 'expected', 'inside'],
    ...['found (pooled)', 'by place'],
  ],
  rows.map((row) => [
    row.title,
    row.size,
    row.size === '' ? '' : row.balance.toFixed(2),
    percent(row.wished),
    percent(row.realized),
    row.ratio.toFixed(2),
    row.range.map((ratio) => ratio.toFixed(2)).join(' to '),
    `${row.inside} of ${row.splits}`,
    `${percent(row.own)} (${percent(row.pooled)})`,
    row.byPlace,
  ]),
)}`;
}

function rowsOf(name, result) {
  const sizes = [...new Set(result.map(({ size }) => size))];
  return sizes.flatMap((size, s) => {
    const splits = result.filter((split) => split.size === size);
    const count = splits[0].thresholds.length;
    const balance = mean(splits.map(balanceOf));
    // Rates that the images do not resolve all become the lowest one that they do.
    const resolved = Array.from({ length: count }, (_, i) => i).filter(
      (i) => i === count - 1 || splits[0].thresholds[i + 1].heldRate > heldRateOf(splits, i),
    );
    return resolved.map((i, r) => {
      const wished = heldRateOf(splits, i);
      const counts = splits.map(({ heldOut, thresholds }) => above(heldOut, thresholds[i]));
      const trials = splits[0].heldOut.length;
      const ranks = wished * (size + 1);
      const [low] = expectedRejects(trials, Math.max(1, Math.floor(ranks + 1e-9)), size);
      const [, high] = expectedRejects(trials, Math.max(1, Math.ceil(ranks - 1e-9)), size);
      const range = expectedRejectsOfSplits(splits.length, trials, Math.max(1, ranks), size);
      const realized = sum(counts) / (trials * splits.length);
      const pooledGood = splits.flatMap(({ heldOut }) => heldOut).sort((a, b) => b - a);
      const limit = pooledGood[Math.min(pooledGood.length - 1, sum(counts))];
      return {
        title: s === 0 && r === 0 ? name : '',
        size: r === 0 ? size : '',
        wished,
        realized,
        ratio: realized / wished,
        range: range.map((count) => count / (trials * splits.length) / wished),
        balance,
        inside: counts.filter((rejects) => rejects >= low && rejects <= high).length,
        splits: splits.length,
        own: mean(
          splits.map(
            ({ defective, thresholds }) => above(defective, thresholds[i]) / defective.length,
          ),
        ),
        pooled: mean(
          splits.map(
            ({ defective }) => defective.filter((score) => score > limit).length / defective.length,
          ),
        ),
        byPlace: splits.filter(({ byPlace }) => byPlace).length,
      };
    });
  });
}

const heldRateOf = (splits, i) => splits[0].thresholds[i].heldRate;
const above = (scores, { threshold }) => scores.filter((score) => score > threshold).length;
const sum = (values) => values.reduce((total, value) => total + value, 0);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** The share of pairs in which a calibration score exceeds that of a held-out image. */
function balanceOf({ calibration, heldOut }) {
  const higher = sum(
    heldOut.map((score) => calibration.filter((calibrated) => calibrated > score).length),
  );
  return higher / (calibration.length * heldOut.length);
}
