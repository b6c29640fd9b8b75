import { dot, line, link, type PlotOptions } from '../libraries.ts';
import { wilsonInterval } from '../../core/metrics/index.ts';
import type { RealizedFalseRejects } from '../../detector/index.ts';
import { formatRate } from '../../numberText.ts';
import { inEnglish, type Phrase } from '../texts/phrase.ts';
import { plotSvg } from './plotSvg.ts';

const wished: Phrase = { say: 'axisWished' };
const realized: Phrase = { say: 'axisRealized' };

/**
 * The realized share of false rejects against the one wished for, on the good test images. A point on
 * the diagonal is a threshold that holds its rate. The axes are square-root scaled, because the small
 * rates matter; bars are Wilson's 95 % intervals; hollow points are rates that the number of training
 * images cannot resolve, where the threshold holds a higher one.
 *
 * @param goodImages number of good test images that the realized rates come from, at least 1.
 */
export function calibrationChart(
  rates: readonly RealizedFalseRejects[],
  goodImages: number,
): string {
  const points = rates.map((rate) => {
    const [low, high] = wilsonInterval(rate.realized, goodImages);
    return { ...rate, low, high };
  });
  const most = Math.max(...points.map(({ wished, high }) => Math.max(wished, high)));
  const diagonal = { wished: 0, low: 0, toWished: most, high: most };
  const axis = { type: 'sqrt', domain: [0, most], ticks: [0, 0.01, 0.05, 0.2, 0.5, 1] } as const;
  const place = { x: 'wished', y: 'realized', stroke: 'var(--good)' } as const;
  const options: PlotOptions = {
    width: 310,
    height: 296,
    marginLeft: 46,
    marginTop: 34,
    marginRight: 30,
    marginBottom: 36,
    grid: true,
    x: { ...axis, label: inEnglish(wished), tickFormat: formatRate },
    y: { ...axis, label: inEnglish(realized), tickFormat: formatRate },
    marks: [
      link([diagonal], {
        x1: 'wished',
        y1: 'low',
        x2: 'toWished',
        y2: 'high',
        stroke: 'var(--soft)',
        strokeDasharray: '2 4',
      }),
      link(points, {
        x1: 'wished',
        y1: 'low',
        x2: 'wished',
        y2: 'high',
        stroke: 'var(--good)',
        strokeOpacity: 0.45,
        strokeWidth: 3,
      }),
      line(points, { ...place, strokeWidth: 1.5 }),
      dot(points, {
        ...place,
        r: 4,
        fill: (rate: RealizedFalseRejects) => (rate.unresolved ? 'var(--page)' : 'var(--good)'),
      }),
    ],
    color: { type: 'identity' },
  };
  return plotSvg({ say: 'falseRejectsAbout' }, options, [wished, realized]);
}
