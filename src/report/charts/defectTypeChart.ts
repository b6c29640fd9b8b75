import { axisY, barX, ruleX, text } from '../libraries.ts';
import type { Phrase } from '../texts/phrase.ts';
import { plotSvg } from './plotSvg.ts';

/** One bar: a type of defect, the number of images that show it, and its figure, 0..1. */
export interface DefectTypeBar {
  readonly type: string;
  readonly images: number;
  readonly value: number;
}

/** How the figures are written, next to the bars and along the axis. */
export interface DefectTypeFormats {
  readonly value: (value: number) => string;
  readonly tick: (value: number) => string;
}

/** Longest name of a type, in em; a longer one ends with an ellipsis. */
const MOST_NAME_EM = 11;
const PX_PER_EM = 11.5;

/** A bar for each type of defect, in the order given, with its value and number of images next to it. */
export function defectTypeChart(
  label: Phrase,
  bars: readonly DefectTypeBar[],
  { value: valueText, tick }: DefectTypeFormats,
): string {
  const longest = Math.max(...bars.map(({ type }) => type.length));
  const nameEm = Math.min(MOST_NAME_EM, 0.6 * longest + 1);
  // By position, not by name: two names may become equal when they are cut.
  const places = bars.map((bar, place) => ({ ...bar, place }));
  return plotSvg(label, {
    width: 310,
    height: 60 + 28 * bars.length,
    marginLeft: 14 + PX_PER_EM * nameEm,
    marginRight: 66,
    x: { label: null, domain: [0, 1], grid: true, ticks: [0, 0.5, 1], tickFormat: tick },
    y: { label: null, domain: bars.map((_, place) => place) },
    marks: [
      axisY({
        label: null,
        tickFormat: (place: number) => bars[place].type,
        lineWidth: MOST_NAME_EM,
        textOverflow: 'ellipsis',
      }),
      barX(places, { x: 'value', y: 'place', fill: 'var(--figure)', insetTop: 3, insetBottom: 3 }),
      ruleX([0]),
      text(places, {
        x: 'value',
        y: 'place',
        text: (bar: DefectTypeBar) => `${valueText(bar.value)} (${bar.images})`,
        textAnchor: 'start',
        dx: 5,
        fill: 'var(--text)',
      }),
    ],
  });
}
