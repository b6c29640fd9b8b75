import { areaY, dot, line, link, type PlotOptions, ruleX } from '../libraries.ts';
import { inEnglish, type Phrase } from '../texts/phrase.ts';
import { plotSvg } from './plotSvg.ts';

/** A point of a curve over rates, both 0..1. */
export type RatePoint = readonly [x: number, y: number];

/** The labels and marks of a curve over rates. */
export interface RateCurveOptions {
  readonly x: Phrase;
  readonly y: Phrase;
  /** Where the model's own threshold lies. */
  readonly own?: RatePoint;
  /** Whether a diagonal shows the result of chance. */
  readonly chance?: boolean;
  /** Rates on the x axis up to which the area under the curve is taken; the largest area is shaded. */
  readonly limits?: readonly number[];
}

/** Long curves are thinned to about as many points as a screen can show. */
const mostPoints = 800;

/** A curve in the unit square. @param label its description for screen readers. */
export function rateCurve(
  label: Phrase,
  points: readonly RatePoint[],
  { x, y, own, chance = false, limits = [] }: RateCurveOptions,
): string {
  const step = Math.max(1, Math.ceil(points.length / mostPoints));
  const shown = points.filter((_, i) => i % step === 0 || i === points.length - 1);
  const shaded = upTo(points, Math.max(0, ...limits));
  const diagonal = { x1: 0, y1: 0, x2: 1, y2: 1 };
  const options: PlotOptions = {
    width: 310,
    height: 296,
    marginBottom: 36,
    grid: true,
    x: { label: inEnglish(x), domain: [0, 1], ticks: 5 },
    y: { label: inEnglish(y), domain: [0, 1], ticks: 5 },
    marks: [
      areaY(shaded, { x: '0', y: '1', fill: 'var(--figure)', fillOpacity: 0.15 }),
      ruleX(limits, { stroke: 'var(--soft)', strokeDasharray: '3 3' }),
      link(chance ? [diagonal] : [], {
        x1: 'x1',
        y1: 'y1',
        x2: 'x2',
        y2: 'y2',
        stroke: 'var(--soft)',
        strokeDasharray: '2 4',
      }),
      line(shown, { x: '0', y: '1', stroke: 'var(--figure)', strokeWidth: 2.5 }),
      dot(own === undefined ? [] : [own], {
        x: '0',
        y: '1',
        r: 6,
        symbol: 'diamond',
        fill: 'var(--bad)',
        stroke: 'var(--page)',
      }),
    ],
  };
  return plotSvg(label, options, [x, y]);
}

/** The part of a curve up to a rate, where it is cut by interpolation. */
function upTo(points: readonly RatePoint[], limit: number): RatePoint[] {
  const inside = points.filter(([x]) => x <= limit);
  const next = points.find(([x]) => x > limit);
  const last = inside.at(-1);
  if (next === undefined || last === undefined) return inside;
  const share = (limit - last[0]) / (next[0] - last[0]);
  return [...inside, [limit, last[1] + share * (next[1] - last[1])]];
}
