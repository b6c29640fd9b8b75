import { dot, line, link } from '@observablehq/plot';
import type { RealizedFalseRejects } from '../../detector/index.ts';
import { plotSvg } from './plotSvg.ts';

/**
 * Wished against realized false rejects on the good test images; on the diagonal a threshold holds.
 * The axes are scaled by the square root, for it is the small rates that matter; hollow points lie
 * beyond what the number of training images can resolve.
 */
export function calibrationChart(rates: readonly RealizedFalseRejects[]): string {
  const most = Math.max(...rates.map(({ wished, realized }) => Math.max(wished, realized)));
  const diagonal = { x1: 0, y1: 0, x2: most, y2: most };
  const percent = (rate: number) => `${Number((100 * rate).toFixed(1))} %`;
  const axis = { type: 'sqrt', domain: [0, most], ticks: [0.01, 0.1, 0.2, 0.5] } as const;
  const points = { x: 'wished', y: 'realized', stroke: 'var(--good)' } as const;
  return plotSvg('Wished against realized share of good images rejected', {
    width: 310,
    height: 290,
    marginLeft: 46,
    grid: true,
    x: { ...axis, label: 'wished', tickFormat: percent },
    y: { ...axis, label: 'realized', tickFormat: percent },
    marks: [
      link([diagonal], {
        x1: 'x1',
        y1: 'y1',
        x2: 'x2',
        y2: 'y2',
        stroke: 'var(--soft)',
        strokeDasharray: '2 4',
      }),
      line(rates, { ...points, strokeWidth: 1.5 }),
      dot(rates, {
        ...points,
        r: 4,
        fill: (rate: RealizedFalseRejects) => (rate.extrapolated ? 'var(--page)' : 'var(--good)'),
      }),
    ],
    color: { type: 'identity' },
  });
}
