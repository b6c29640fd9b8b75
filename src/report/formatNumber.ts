/**
 * A number for people: up to four significant digits below 1,000, whole with thousands separators from there;
 * very small ones in scientific notation.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value < 0 ? '-∞' : '∞';
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  if (size > 0 && size < 0.001) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}
