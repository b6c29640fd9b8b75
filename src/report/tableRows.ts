import type { Interval } from '../core/metrics/index.ts';
import type { Evaluation } from '../detector/index.ts';
import type { ReportRow } from './ReportData.ts';
import { inEnglish, type Phrase, type ReportText } from './texts/phrase.ts';

/** The figures of the summary table, with intervals for those that decisions depend on. */
export function summaryRows(e: Evaluation, dataset: ReportText): ReportRow[] {
  const { intervals, emptyMasks, trainedOn } = e;
  return [
    { label: { say: 'dataset' }, value: dataset },
    { label: { say: 'train' }, value: e.train, kind: 'count' },
    { label: { say: 'testGood' }, value: e.testGood, kind: 'count' },
    ...(trainedOn.length === 0 ? [] : [trainedOnRow(trainedOn)]),
    { label: { say: 'testDefective' }, value: e.testDefective, kind: 'count' },
    ...(emptyMasks.length === 0 ? [] : [emptyMasksRow(emptyMasks)]),
    {
      label: { say: 'imageAuroc' },
      value: e.imageAuroc,
      kind: 'score',
      interval: intervals.imageAuroc,
    },
    {
      label: { say: 'imageAveragePrecision' },
      value: e.imageAveragePrecision,
      kind: 'score',
      interval: intervals.imageAveragePrecision,
    },
    {
      label: { say: 'f1Max' },
      value: e.f1Max,
      kind: 'score',
      interval: intervals.f1Max,
    },
    pixelRow({ say: 'pixelAuroc' }, e.pixelAuroc, intervals.pixelAuroc),
    pixelRow(
      { say: 'pixelAveragePrecision' },
      e.pixelAveragePrecision,
      intervals.pixelAveragePrecision,
    ),
    pixelRow({ say: 'aupro30' }, e.aupro30, intervals.aupro30),
    pixelRow({ say: 'aupro05' }, e.aupro05, intervals.aupro05),
    { label: { say: 'segF1' }, value: e.segF1, kind: 'score' },
    {
      label: { say: 'foundAt1' },
      value: e.detectionRateAt1,
      kind: 'share',
    },
    { label: { say: 'threshold' }, value: e.threshold },
    {
      label: { say: 'falseRejectRate' },
      value: e.falseRejectRate,
      kind: 'share',
      interval: intervals.falseRejectRate,
    },
    {
      label: { say: 'detectionRate' },
      value: e.detectionRate,
      kind: 'share',
      interval: intervals.detectionRate,
    },
    {
      label: { say: 'balancedAccuracy' },
      value: e.balancedAccuracy,
      kind: 'share',
      interval: intervals.balancedAccuracy,
    },
    {
      label: { say: 'bestBalancedAccuracy' },
      value: e.bestBalancedAccuracy,
      kind: 'share',
    },
    { label: { say: 'accuracy' }, value: e.accuracy, kind: 'share' },
    { label: { say: 'bestAccuracy' }, value: e.bestAccuracy, kind: 'share' },
    { label: { say: 'bankRows' }, value: e.bankRows, kind: 'count' },
    { label: { say: 'fit' }, value: e.fitSeconds, kind: 'seconds' },
    { label: { say: 'msPerImage' }, value: e.msPerImage, kind: 'milliseconds' },
    { label: { say: 'peakMemory' }, value: e.peakMegabytes, kind: 'megabytes' },
  ];
}

/** Shown only if there are any: they make the pixel figures worse than the model is. */
function emptyMasksRow({ length }: readonly string[]): ReportRow {
  return { label: { say: 'emptyMasks' }, value: length, kind: 'count' };
}

/** Shown only if there are any: they make all figures better than the model is. */
function trainedOnRow({ length }: readonly string[]): ReportRow {
  return {
    label: { say: 'testCopies' },
    value: length,
    kind: 'count',
  };
}

function pixelRow(label: Phrase, value: number | null, interval: Interval | null): ReportRow {
  return { label, value, kind: 'score', interval };
}

/** The resolved configuration, by the names of its options and with readable values, and the network that was used. */
export function configurationRows({ config, backboneSha256 }: Evaluation): ReportRow[] {
  const rows = Object.entries(config).map(([label, value]) => ({ label, value: readable(value) }));
  const short = `${backboneSha256.slice(0, 12)}…`;
  return [...rows, { label: { say: 'backboneSha256' }, value: short, title: backboneSha256 }];
}

function readable(value: unknown): ReportRow['value'] {
  if (value === null || value === undefined) return { say: 'none' };
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map((part) => inPlainText(readable(part))).join(', ');
  if (isSize(value)) {
    const { height, width } = value;
    return height === width
      ? `${height} × ${width} px`
      : { say: 'sizeOf', values: { height, width } };
  }
  return JSON.stringify(value);
}

/** A part of a list, which is in English as a whole. */
function inPlainText(value: ReportRow['value']): string {
  return typeof value === 'object' && value !== null ? inEnglish(value) : String(value);
}

function isSize(value: object): value is { readonly height: number; readonly width: number } {
  return 'height' in value && 'width' in value;
}
