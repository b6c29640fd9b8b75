import type { Interval } from '../core/metrics/index.ts';
import type { Evaluation } from '../detector/index.ts';
import type { ReportRow } from './ReportData.ts';

/** The figures of the summary table, with intervals for those that decisions depend on. */
export function summaryRows(e: Evaluation): ReportRow[] {
  const { intervals, emptyMasks, trainedOn } = e;
  return [
    { label: 'Data set', value: `${e.dataset} / ${e.category}` },
    { label: 'Good images learned from', value: e.train, kind: 'count' },
    { label: 'Good test images', value: e.testGood, kind: 'count' },
    ...(trainedOn.length === 0 ? [] : [trainedOnRow(trainedOn)]),
    { label: 'Defective test images', value: e.testDefective, kind: 'count' },
    ...(emptyMasks.length === 0 ? [] : [emptyMasksRow(emptyMasks)]),
    { label: 'Image AUROC', value: e.imageAuroc, kind: 'score', interval: intervals.imageAuroc },
    {
      label: 'Image average precision',
      value: e.imageAveragePrecision,
      kind: 'score',
      interval: intervals.imageAveragePrecision,
    },
    {
      label: 'F1 at the best threshold in hindsight',
      value: e.f1Max,
      kind: 'score',
      interval: intervals.f1Max,
    },
    pixelRow('Pixel AUROC', e.pixelAuroc, intervals.pixelAuroc),
    pixelRow('Pixel average precision', e.pixelAveragePrecision, intervals.pixelAveragePrecision),
    pixelRow('AUPRO up to 0.30', e.aupro30, intervals.aupro30),
    pixelRow('AUPRO up to 0.05', e.aupro05, intervals.aupro05),
    { label: 'SegF1 at the model’s own pixel threshold', value: e.segF1, kind: 'score' },
    {
      label: 'Defects found at 1\u00a0% false rejects, in hindsight',
      value: e.detectionRateAt1,
      kind: 'share',
    },
    { label: 'The model’s own threshold', value: e.threshold },
    {
      label: 'Good images rejected at the model’s own threshold',
      value: e.falseRejectRate,
      kind: 'share',
      interval: intervals.falseRejectRate,
    },
    {
      label: 'Defective images found at the model’s own threshold',
      value: e.detectionRate,
      kind: 'share',
      interval: intervals.detectionRate,
    },
    {
      label: 'Balanced accuracy at the model’s own threshold',
      value: e.balancedAccuracy,
      kind: 'share',
      interval: intervals.balancedAccuracy,
    },
    {
      label: 'Balanced accuracy at the best threshold in hindsight',
      value: e.bestBalancedAccuracy,
      kind: 'share',
    },
    { label: 'Accuracy at the model’s own threshold', value: e.accuracy, kind: 'share' },
    { label: 'Accuracy at the best threshold in hindsight', value: e.bestAccuracy, kind: 'share' },
    { label: 'Memory bank rows', value: e.bankRows, kind: 'count' },
    { label: 'Fit', value: e.fitSeconds, kind: 'seconds' },
    { label: 'Inspection of one image, median', value: e.msPerImage, kind: 'milliseconds' },
    { label: 'Peak memory', value: e.peakMegabytes, kind: 'megabytes' },
  ];
}

/** Shown only if there are any: they make the pixel figures worse than the model is. */
function emptyMasksRow({ length }: readonly string[]): ReportRow {
  return { label: 'Defective test images whose mask marks nothing', value: length, kind: 'count' };
}

/** Shown only if there are any: they make all figures better than the model is. */
function trainedOnRow({ length }: readonly string[]): ReportRow {
  return {
    label: 'Good test images that are copies of training images',
    value: length,
    kind: 'count',
  };
}

function pixelRow(label: string, value: number | null, interval: Interval | null): ReportRow {
  return { label, value, kind: 'score', interval };
}

/** The resolved configuration, by the names of its options and with readable values, and the network that was used. */
export function configurationRows({ config, backboneSha256 }: Evaluation): ReportRow[] {
  const rows = Object.entries(config).map(([label, value]) => ({ label, value: readable(value) }));
  const short = `${backboneSha256.slice(0, 12)}…`;
  return [...rows, { label: 'backbone SHA-256', value: short, title: backboneSha256 }];
}

function readable(value: unknown): ReportRow['value'] {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map((part) => String(readable(part))).join(', ');
  if (isSize(value)) {
    const { height, width } = value;
    return height === width ? `${height} × ${width} px` : `${height} px high, ${width} px wide`;
  }
  return JSON.stringify(value);
}

function isSize(value: object): value is { readonly height: number; readonly width: number } {
  return 'height' in value && 'width' in value;
}
