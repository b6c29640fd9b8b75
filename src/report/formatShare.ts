/** A share, 0..1, in percent with one decimal; one that is not quite none or all is not rounded to it. */
export function formatShare(share: number): string {
  const percent = (100 * share).toFixed(1);
  if (percent === '0.0' && share > 0) return '<0.1 %';
  if (percent === '100.0' && share < 1) return '>99.9 %';
  return `${percent} %`;
}
