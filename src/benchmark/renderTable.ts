import { formatPercent, formatRate } from '../numberText.ts';
import type { MeanAndDeviation } from '../core/metrics/index.ts';
import { csvLine } from '../files/index.ts';
import { type BenchmarkRow, type BenchmarkTable, benchmarkFigures } from './BenchmarkTable.ts';

/** The columns of the CSV file before the figures. */
const settings = [
  'dataset',
  'category',
  'preset',
  'backbone',
  'shots',
  'coresetRatio',
  'bankLimited',
  'seeds',
] as const;

/**
 * The table as CSV: each figure with its deviation over the seeds, shares as 0..1, empty if undefined.
 * The category is empty for the mean of all.
 */
export function renderCsv({ rows }: BenchmarkTable): string {
  const header = [
    ...settings,
    ...benchmarkFigures.flatMap((figure) => [figure, `${figure}Deviation`]),
  ];
  const lines = rows.map((row) => [
    ...[row.dataset, row.category, row.preset, row.backbone, row.shots, row.coresetRatio],
    String(row.bankLimited),
    row.figures.imageAuroc?.runs ?? 0,
    ...benchmarkFigures.flatMap((figure) => {
      const value = row.figures[figure];
      return [value?.mean ?? null, value?.deviation ?? null];
    }),
  ]);
  return [header, ...lines].map((cells) => csvLine(cells, '\n')).join('');
}

/** The columns of the Markdown table. */
const columns: readonly [title: string, cell: (row: BenchmarkRow) => string][] = [
  ['category', ({ category }) => category ?? '**mean**'],
  ['preset', ({ preset }) => preset],
  ['backbone', ({ backbone }) => backbone],
  ['shots', ({ shots }) => String(shots)],
  [
    'bank',
    ({ coresetRatio, bankLimited }) =>
      `${formatRate(coresetRatio)}${bankLimited ? ', limited' : ''}`,
  ],
  ['seeds', ({ figures }) => String(figures.imageAuroc?.runs ?? 0)],
  ['image AUROC', ({ figures }) => percent(figures.imageAuroc)],
  ['image AP', ({ figures }) => percent(figures.imageAveragePrecision)],
  ['F1 max', ({ figures }) => percent(figures.f1Max)],
  ['pixel AUROC', ({ figures }) => percent(figures.pixelAuroc)],
  ['pixel AP', ({ figures }) => percent(figures.pixelAveragePrecision)],
  ['AUPRO 0.30', ({ figures }) => percent(figures.aupro30)],
  ['AUPRO 0.05', ({ figures }) => percent(figures.aupro05)],
  ['SegF1', ({ figures }) => percent(figures.segF1)],
  ['rejected', ({ figures }) => percent(figures.falseRejectRate)],
  ['found', ({ figures }) => percent(figures.detectionRate)],
  [
    'balanced accuracy, own / best',
    ({ figures }) =>
      `${percent(figures.balancedAccuracy)} / ${percent(figures.bestBalancedAccuracy)}`,
  ],
  ['bank rows', ({ figures }) => whole(figures.bankRows)],
  ['fit s', ({ figures }) => figures.fitSeconds?.mean.toFixed(1) ?? '–'],
  ['ms/image', ({ figures }) => whole(figures.msPerImage)],
  ['peak MB', ({ figures }) => whole(figures.peakMegabytes)],
];

/** The table as Markdown, in percent, mean ± deviation over the seeds, followed by the published rows. */
export function renderMarkdown({ rows, paper, command, generatedBy }: BenchmarkTable): string {
  const lines = [
    line(columns.map(([title]) => title)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ];
  return `${lines.join('\n')}

In percent, mean ± standard deviation over the seeds. rejected, found: good and defective images above the model's own threshold; best: at the threshold that is best in hindsight.${rows.some((row) => row.bankLimited) ? ' limited: the bank has the number of rows that the settings allow, whatever its share.' : ''}
${paperPart(paper)}
${generatedBy}: \`${command}\`
`;
}

function paperPart(paper: BenchmarkTable['paper']): string {
  if (paper.length === 0) return '';
  const rows = paper.map(({ what, imageAuroc, pixelAuroc, aupro30 }) =>
    line([what, ...[imageAuroc, pixelAuroc, aupro30].map((value) => value?.toFixed(1) ?? '–')]),
  );
  const header = line([
    'published (Roth et al. 2022, WideResNet-50)',
    'image AUROC',
    'pixel AUROC',
    'AUPRO 0.30',
  ]);
  return `\n${[header, line(['---', '---', '---', '---']), ...rows].join('\n')}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

function percent(figure: MeanAndDeviation | null): string {
  if (figure === null) return formatPercent(null);
  const mean = formatPercent(figure.mean);
  return figure.deviation === null ? mean : `${mean} ± ${formatPercent(figure.deviation)}`;
}

function whole(figure: MeanAndDeviation | null): string {
  return figure === null ? '–' : String(Math.round(figure.mean));
}
