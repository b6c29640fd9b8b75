import { meanAndDeviationOfAll } from '../../core/metrics/index.ts';
import type { Evaluation } from '../../detector/index.ts';
import { formatTable } from './formatTable.ts';
import { inLine } from './printable.ts';

/** The shares in the table, in the order of its columns. */
const shares = [
  'imageAuroc',
  'pixelAuroc',
  'aupro30',
  'f1Max',
  'detectionRateAt1',
  'detectionRateAt5',
  'falseRejectRate',
  'detectionRate',
] as const;

const legend =
  'at 1 %, at 5 %: share of the defective images above the score that rejects 1 % or 5 % of the good test images\n' +
  "rejected, detected: shares of the good and of the defective images above the model's own threshold\n";

/**
 * Evaluations as text: the figures of a single one below each other; of several a row each and their
 * mean. Then the meaning of the figures.
 */
export function evaluationTable(evaluations: readonly Evaluation[]): string {
  const header = [
    'category',
    'train',
    'good',
    'defective',
    'image AUROC',
    'pixel AUROC',
    'AUPRO',
    'F1 max',
    'at 1 %',
    'at 5 %',
    'rejected',
    'detected',
    'fit s',
    'ms/image',
  ];
  const rows = evaluations.map((e) => [
    e.category,
    String(e.train),
    String(e.testGood),
    String(e.testDefective),
    ...shares.map((figure) => share(e[figure])),
    e.fitSeconds.toFixed(1),
    e.msPerImage.toFixed(0),
  ]);
  if (rows.length === 1) return `${upright(header, rows[0])}${legend}`;
  const means = shares.map((figure) => {
    const values = evaluations.map((e) => e[figure]);
    return share(meanAndDeviationOfAll(values)?.mean ?? null);
  });
  return `${formatTable(header, [...rows, ['mean', '', '', '', ...means, '', '']])}${legend}`;
}

/** A line for each figure: a row of all would be wider than most terminals. */
function upright(header: readonly string[], figures: readonly string[]): string {
  const titleWidth = Math.max(...header.map(({ length }) => length));
  const cells = figures.map(inLine);
  const width = Math.max(...cells.slice(1).map(({ length }) => length));
  return header
    .map(
      (title, i) =>
        `${title.padEnd(titleWidth)}  ${i === 0 ? cells[i] : cells[i].padStart(width)}\n`,
    )
    .join('');
}

function share(value: number | null): string {
  return value === null ? '-' : value.toFixed(4);
}
