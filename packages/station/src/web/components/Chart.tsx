import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { language, theme } from '../state.ts';
import { withoutRest } from './withoutRest.ts';

/** One line, or bars, of a chart. */
export interface ChartSeries {
  readonly label: string;
  /** Name of a color of the style sheet: "good" is --good. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly kind?: 'line' | 'bars' | 'points' | 'steps';
  readonly dashed?: boolean;
  /** Whether it has no line where it rests at zero, and so covers no other there. */
  readonly withoutRest?: boolean;
}

/** A chart over numbers or times. */
export interface ChartProps {
  readonly title: string;
  readonly x: readonly number[];
  readonly series: readonly ChartSeries[];
  /** What x is: a time in seconds, or the number of something, which has no fractions. */
  readonly axis?: 'time' | 'count';
  /** Whether the values are counts. */
  readonly counts?: boolean;
  readonly logarithmic?: boolean;
  readonly height?: number;
  readonly formatValue?: (value: number) => string;
}

/** A chart as wide as its place, in the colors of the theme. */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chosen = theme.value;
  const isSystemDark = useSystemDark();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = new uPlot(optionsOf(props, element), dataOf(props), element);
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: props.height ?? 220 }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [props.x, props.series, chosen, isSystemDark]);
  return (
    <figure class="chart">
      <figcaption>{props.title}</figcaption>
      <div ref={place} role="img" aria-label={props.title} />
    </figure>
  );
}

/** Whether the system is dark, which the theme "auto" follows; it may change while a page is open. */
function useSystemDark(): boolean {
  const [system] = useState(() => matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setDark] = useState(system.matches);
  useEffect(() => {
    const follow = () => setDark(system.matches);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [system]);
  return isDark;
}

function dataOf({ x, series }: ChartProps): uPlot.AlignedData {
  return [
    [...x],
    ...series.map((own) => (own.withoutRest === true ? withoutRest(own.values) : [...own.values])),
  ];
}

function optionsOf(props: ChartProps, element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(`--${name}`);
  const { formatValue = (value) => String(Number(value.toPrecision(3))) } = props;
  const axis = { stroke: color('text'), grid: { stroke: color('line'), width: 1 } };
  const values = (_chart: uPlot, splits: number[]) =>
    splits.map((value) => (value === null ? '' : formatValue(value)));
  return {
    width: Math.max(200, element.clientWidth),
    height: props.height ?? 220,
    scales: {
      x: { time: props.axis === 'time' },
      y: props.logarithmic === true ? { distr: 3 } : { range: fromZero },
    },
    axes: [
      { ...axis, space: 72, ...xTicks[props.axis ?? 'any'] },
      { ...axis, size: 64, values, ...(props.counts === true ? { incrs: whole } : {}) },
    ],
    legend: { live: false },
    cursor: { show: false },
    series: [
      {},
      ...props.series.map(
        ({ label, color: name, kind = 'line', dashed, withoutRest: hasGaps }): uPlot.Series => ({
          label,
          stroke: color(name),
          width: kind === 'points' ? 0 : 2,
          ...(kind === 'bars'
            ? { fill: color(name), paths: bars, points: { show: false } }
            : {
                points: {
                  show: kind === 'points',
                  size: 6,
                  fill: color(name),
                  stroke: color(name),
                },
              }),
          ...(kind === 'steps' ? { paths: steps } : {}),
          ...(dashed === true ? { dash: [6, 4] } : {}),
          spanGaps: hasGaps !== true,
        }),
      ),
    ],
  };
}

/** Steps between ticks of what has no fractions. */
const whole = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000];

const xTicks: Readonly<Record<'time' | 'count' | 'any', Partial<uPlot.Axis>>> = {
  any: {},
  count: { incrs: whole },
  time: { values: (_chart, splits) => splits.map(timeOfDay) },
};

function timeOfDay(seconds: number): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Date(seconds * 1000).toLocaleTimeString(language.value, parts);
}

const bars = uPlot.paths.bars?.({ size: [0.6, 40] }) ?? (() => null);
const steps = uPlot.paths.stepped?.({ align: 1, ascDesc: true }) ?? (() => null);

function fromZero(_chart: uPlot, _min: number, max: number): [number, number] {
  return [0, max > 0 ? max * 1.1 : 1];
}
