import type { Evaluation } from '../detector/index.ts';
import type { ReportRow } from './ReportData.ts';

/** The resolved configuration by its own names, each value readable, and the network that was used. */
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
