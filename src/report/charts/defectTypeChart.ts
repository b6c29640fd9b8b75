import { barX, ruleX, text } from '@observablehq/plot';
import { plotSvg } from './plotSvg.ts';

/** One bar: a type of defect and its figure, 0..1. */
export interface DefectTypeBar {
  readonly type: string;
  readonly value: number;
}

/** A bar for each type of defect, in the order given, with its value beside it. */
export function defectTypeChart(
  label: string,
  bars: readonly DefectTypeBar[],
  format: (value: number) => string,
): string {
  const longest = Math.max(...bars.map(({ type }) => type.length));
  return plotSvg(label, {
    width: 310,
    height: 60 + 28 * bars.length,
    marginLeft: Math.min(140, 24 + 6.5 * longest),
    marginRight: 48,
    x: { label: null, domain: [0, 1], grid: true, ticks: 5 },
    y: { label: null, domain: bars.map(({ type }) => type) },
    marks: [
      barX(bars, { x: 'value', y: 'type', fill: 'var(--good)', insetTop: 3, insetBottom: 3 }),
      ruleX([0]),
      text(bars, {
        x: 'value',
        y: 'type',
        text: (bar: DefectTypeBar) => format(bar.value),
        textAnchor: 'start',
        dx: 5,
        fill: 'var(--text)',
      }),
    ],
  });
}
