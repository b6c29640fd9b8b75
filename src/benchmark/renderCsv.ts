import { type BenchmarkTable, benchmarkFigures } from './BenchmarkTable.ts';

/**
 * The table as CSV: every figure with its deviation over the seeds, shares as 0..1, empty where there
 * is none; the category is empty where it is the mean of all.
 */
export function renderCsv({ rows }: BenchmarkTable): string {
  const header = [
    ...[
      'dataset',
      'category',
      'preset',
      'backbone',
      'shots',
      'coresetRatio',
      'bankLimited',
      'seeds',
    ],
    ...benchmarkFigures.flatMap((figure) => [figure, `${figure}Deviation`]),
  ];
  const lines = rows.map((row) => [
    ...[row.dataset, row.category ?? '', row.preset, row.backbone, row.shots, row.coresetRatio],
    String(row.bankLimited),
    row.figures.imageAuroc?.runs ?? 0,
    ...benchmarkFigures.flatMap((figure) => {
      const value = row.figures[figure];
      return [value?.mean ?? '', value?.deviation ?? ''];
    }),
  ]);
  return `${[header, ...lines].map((cells) => cells.map(cellOf).join(',')).join('\n')}\n`;
}

function cellOf(value: string | number): string {
  // A text that a spreadsheet would take for a formula is marked as text.
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
