/**
 * A number for people: up to four significant digits below 1,000, a whole number with thousands
 * separators from there on, and scientific notation for very small ones.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value < 0 ? '-∞' : '∞';
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  if (size > 0 && size < 0.001) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** A measured share, 0..1, in percent with one decimal. A share that is nearly none or nearly all is not rounded to 0 or 100. */
export function formatShare(share: number): string {
  const percent = (100 * share).toFixed(1);
  if (percent === '0.0' && share > 0) return '<0.1 %';
  if (percent === '100.0' && share < 1) return '>99.9 %';
  return `${percent} %`;
}

/** A share, 0..1, in percent with one decimal but without the sign, for tables with the unit in a note; "–" for null. */
export function formatPercent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(1);
}

/** A rate, 0..1, such as the false-reject rate that a threshold is set for, in percent with up to three significant digits. */
export function formatRate(rate: number): string {
  return `${Number((100 * rate).toPrecision(3))} %`;
}

/** "1 image", "3 images": a count with its noun, whose plural adds an s. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A duration for people: "40 s", "12 min", "3 h 20 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
