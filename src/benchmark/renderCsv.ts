import { type BenchmarkTable, benchmarkFigures } from './BenchmarkTable.ts';

/** The table as CSV: every figure with its deviation over the seeds, shares as 0..1, empty where there is none. */
export function renderCsv({ rows }: BenchmarkTable): string {
  const header = [
    ...['dataset', 'category', 'preset', 'backbone', 'shots', 'coresetRatio', 'seeds'],
    ...benchmarkFigures.flatMap((figure) => [figure, `${figure}Deviation`]),
  ];
  const lines = rows.map((row) => [
    ...[row.dataset, row.category ?? 'mean', row.preset, row.backbone, row.shots, row.coresetRatio],
    row.figures.imageAuroc?.runs ?? 0,
    ...benchmarkFigures.flatMap((figure) => {
      const value = row.figures[figure];
      return [value?.mean ?? '', value?.deviation ?? ''];
    }),
  ]);
  return `${[header, ...lines].map((cells) => cells.map(cellOf).join(',')).join('\n')}\n`;
}

function cellOf(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
