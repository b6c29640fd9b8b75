import { meanAndDeviationOfAll } from '../../core/metrics/index.ts';
import type { Evaluation } from '../../detector/index.ts';
import { formatTable } from './formatTable.ts';

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

/** Evaluations as a text table: a row each, their mean if there are several, and the meaning of the columns. */
export function evaluationTable(evaluations: readonly Evaluation[]): string {
  const share = (value: number | null) => (value === null ? '-' : value.toFixed(4));
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
  const means = shares.map((figure) => {
    const values = evaluations.map((e) => e[figure]);
    return share(meanAndDeviationOfAll(values)?.mean ?? null);
  });
  const mean = ['mean', '', '', '', ...means, '', ''];
  const table = formatTable(header, evaluations.length > 1 ? [...rows, mean] : rows);
  return `${table}at 1 %, at 5 %: share of the defective images above the score that rejects 1 % or 5 % of the good test images\nrejected, detected: shares of the good and of the defective images above the model's own threshold\n`;
}
