import { describe, expect, it } from 'vitest';
import { calibrationChart } from './calibrationChart.ts';
import { defectTypeChart } from './defectTypeChart.ts';
import { rateCurve } from './rateCurve.ts';
import { scoreHistogram, wholeTicks } from './scoreHistogram.ts';

/** The numbers that a pattern captures in a drawing. */
function numbers(svg: string, pattern: RegExp): number[] {
  return [...svg.matchAll(pattern)].map((match) => Number(match[1]));
}

const formats = { value: String, tick: String };
const axes = { x: { say: 'axisRejected' }, y: { say: 'axisFound' } } as const;

describe('the charts of a report', () => {
  it.each([
    ['no scores at all', [], [], null],
    ['one score', [2], [], 2],
    ['equal scores', [1, 1], [1], 1],
    ['scores that are not finite', [Number.NaN, 1], [Number.POSITIVE_INFINITY], Number.NaN],
  ] as const)('draw a histogram of %s without NaN in it', (_, good, defective, threshold) => {
    const svg = scoreHistogram(good, defective, threshold);
    expect(svg).toContain('image score');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('draw good scores above the middle line and defective ones below, with the threshold named', () => {
    const svg = scoreHistogram([1, 1.1, 1.2], [2, 3], 1.5);
    expect(svg).toContain('threshold 1.5');
    const [above, below] = ['var\\(--good\\)', 'var\\(--bad\\)'].map((color) => {
      const group = new RegExp(`<g [^>]*fill="${color}"[^>]*>(.*?)</g>`).exec(svg)?.[1] ?? '';
      return numbers(group, / y="([\d.]+)"/g);
    });
    expect(above.length).toBeGreaterThan(0);
    expect(Math.max(...above)).toBeLessThan(Math.min(...below) + 1e-9);
  });

  it('escape text of the data, need no style of their own, and have a label', () => {
    const evil = '<script>"&';
    const svgs = [
      defectTypeChart(
        { say: 'foundByTypeAbout' },
        [{ type: evil, images: 1, value: 0.5 }],
        formats,
      ),
      rateCurve(
        { say: 'rocAbout' },
        [
          [0, 0],
          [1, 1],
        ],
        { ...axes, own: [0, 1], limits: [0.3] },
      ),
      calibrationChart([{ wished: 0.01, realized: 0.02, unresolved: true }], 20),
    ];
    for (const svg of svgs) {
      expect(svg).not.toMatch(/<script|<style| style=|https?:/);
      expect(svg).toMatch(/^<svg [^>]*aria-label="[^"]+" role="img"/);
    }
    expect(svgs[0]).toContain('&lt;script&gt;');
  });

  it('mark the names of axes, and of nothing else, for the language of the reader', () => {
    const ends = [
      [0, 0],
      [1, 1],
    ] as const;
    const svg = rateCurve({ say: 'rocAbout' }, ends, axes);
    expect(svg).toContain('>good rejected</tspan> →');
    expect(svg).toContain('↑ <tspan');
    expect(svg.match(/data-say=/g)).toHaveLength(2);
    const bars = [{ type: 'good rejected', images: 1, value: 0.5 }];
    expect(defectTypeChart({ say: 'foundByTypeAbout' }, bars, formats)).not.toContain('data-say=');
  });

  it('shade the area of a curve exactly up to the limit', () => {
    const svg = rateCurve(
      { say: 'rocAbout' },
      [
        [0, 0],
        [1, 1],
      ],
      { ...axes, limits: [0.5] },
    );
    const area = /data-marks="area"[^>]*>.*?d="([^"]*)"/.exec(svg)?.[1] ?? '';
    const xs = numbers(area, /[ML]([\d.]+),/g);
    // The frame runs from 40 to 290.
    expect(Math.max(...xs)).toBeCloseTo(165, 6);
  });

  it('thin a very long curve and keep both its ends', () => {
    const points = Array.from({ length: 10_001 }, (_, i) => [i / 1e4, (i / 1e4) ** 0.5] as const);
    const svg = rateCurve({ say: 'rocAbout' }, points, axes);
    const path = /data-marks="line"[^>]*>.*?d="([^"]*)"/.exec(svg)?.[1] ?? '';
    const xs = numbers(path, /[ML]([\d.]+),/g);
    expect(xs.length).toBeLessThan(1000);
    expect([xs[0], xs.at(-1)]).toEqual([40, 290]);
  });

  it('fill the points of rates that the images prove and leave the others hollow', () => {
    const rates = [
      { wished: 0.001, realized: 0, unresolved: true },
      { wished: 0.1, realized: 0.12, unresolved: false },
    ];
    const svg = calibrationChart(rates, 20);
    expect(svg.match(/<circle[^>]*fill="var\(--page\)"/g)).toHaveLength(1);
    expect(svg.match(/<circle[^>]*fill="var\(--good\)"/g)).toHaveLength(1);
  });

  it('have longer intervals where there are fewer images', () => {
    const rates = [{ wished: 0.1, realized: 0, unresolved: false }];
    const bar = (images: number) => {
      const svg = calibrationChart(rates, images);
      const [, y1, y2] =
        /stroke-opacity="0.45".*?d="M[\d.]+,([\d.]+)L[\d.]+,([\d.]+)"/.exec(svg) ?? [];
      return Number(y1) - Number(y2);
    };
    expect(bar(5)).toBeGreaterThan(50);
    expect(bar(5)).toBeGreaterThan(bar(5000));
  });

  it('cut a long name of a defect at its end, and draw two that become alike apart', () => {
    const names = ['north', 'south'].map((end) => `a scratch along the whole thread, ${end}`);
    const bars = names.map((type) => ({ type, images: 1, value: 0.5 }));
    const svg = defectTypeChart({ say: 'foundByTypeAbout' }, bars, formats);
    expect(svg).toMatch(/>a scratch along[^<]*…/);
    expect(numbers(svg, /<rect[^>]* y="([\d.]+)"/g)).toHaveLength(2);
    expect(svg).not.toContain('var(--good)');
  });

  it.each([1, 2, 3, 4, 7, 20, 31, 999, 1000])('count up to %i in whole steps', (most) => {
    const ticks = wholeTicks(most);
    expect(ticks.every(Number.isInteger)).toBe(true);
    expect(ticks).toContain(0);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(most);
  });
});
