import { quantile } from 'nominal-vision/internal/core/metrics';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { comebacks } from '../connection.ts';
import { inBackground } from '../state.ts';
import { decimal, t } from '../t.ts';
import type { Source, SourceTimes } from '../types.ts';

/** Time between two looks. */
const REFRESH_MS = 5000;
const WIDTH = 800;
const ROW = 48;
/** Room above the bars of a row for its words. */
const HEAD = 20;
const BINS = 80;
/** Room for the axis. */
const FOOT = 18;
/** A deadline that is further away than this many times the slowest part would leave no room for the parts. */
const FAR = 3;

const stages = ['frame', 'decode', 'judge', 'tell', 'total'] as const;

/** How long parts in front of the cameras of a product take; nothing where there is no camera. */
export function PartTimes({ productName }: { readonly productName: string }) {
  const [cameras, setCameras] = useState<readonly (SourceTimes & { readonly name: string })[]>([]);
  useEffect(() => {
    const load = () =>
      inBackground(async () => {
        const sources = await api<Source[]>('sources');
        const own = sources.filter(
          ({ kind, product }) => kind === 'camera' && product === productName,
        );
        const times = own.map(async ({ name }) => ({
          name,
          ...(await api<SourceTimes>(`sources/${name}/times`)),
        }));
        setCameras(await Promise.all(times));
      });
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [productName, comebacks.value]);
  const shown = cameras.filter(({ parts }) => parts.length > 0);
  if (shown.length === 0) return null;
  return (
    <section class="card" data-testid="part-times">
      <h2>{t('partTimes')}</h2>
      {shown.map((camera) => (
        <Distribution key={camera.name} {...camera} />
      ))}
    </section>
  );
}

/** A row for each stage, on one axis of milliseconds, and the deadline across all. */
function Distribution({ name, parts, deadlineMs }: SourceTimes & { readonly name: string }) {
  const slowest = Math.max(...parts.map(({ total }) => total));
  const limit = deadlineMs !== null && deadlineMs <= FAR * slowest ? deadlineMs : null;
  const longest = Math.max(limit ?? 0, slowest);
  const x = (ms: number) => (ms / (longest * 1.05)) * WIDTH;
  const rows = stages
    .map((stage) => ({
      stage,
      values: parts.flatMap((part) => part[stage] ?? []).toSorted((a, b) => a - b),
    }))
    .filter(({ values }) => values.length > 0);
  const bottom = rows.length * ROW;
  const label = `${t('partTimes')}${t('colon')}${name}`;
  return (
    <figure class="chart">
      <figcaption>
        {name} · {t('partTimesOf', { n: parts.length })}
        {deadlineMs !== null && ` · ${t('deadline', { ms: deadlineMs })}`}
      </figcaption>
      <svg
        class="histogram"
        viewBox={`0 0 ${WIDTH} ${bottom + FOOT}`}
        role="img"
        aria-label={label}
        style={{ cursor: 'default' }}
      >
        {rows.map(({ stage, values }, row) => {
          const bins = Array<number>(BINS).fill(0);
          for (const ms of values) bins[Math.min(BINS - 1, Math.floor((x(ms) / WIDTH) * BINS))]++;
          const highest = Math.max(...bins);
          const base = (row + 1) * ROW - 4;
          return (
            <g key={stage}>
              {bins.map((count, i) => {
                const height = (count / highest) * (ROW - HEAD - 4);
                return (
                  <rect
                    key={i}
                    class={stage === 'total' ? 'good' : 'reference'}
                    x={(i * WIDTH) / BINS}
                    y={base - height}
                    width={WIDTH / BINS - 1}
                    height={height}
                  />
                );
              })}
              <line class="base" x1={0} x2={WIDTH} y1={base} y2={base} />
              <text x={0} y={row * ROW + HEAD - 6}>
                {t(`stage${stage}`)}
                {t('colon')}
                {ms(quantile(values, 0.5))} {t('median')}
                {t('comma')}
                {ms(quantile(values, 0.99))} p99
              </text>
            </g>
          );
        })}
        {limit !== null && <line class="limit" x1={x(limit)} x2={x(limit)} y1={0} y2={bottom} />}
        <text x={0} y={bottom + FOOT - 4}>
          0 ms
        </text>
        <text x={WIDTH} y={bottom + FOOT - 4} text-anchor="end">
          {ms(longest * 1.05)}
        </text>
      </svg>
    </figure>
  );
}

function ms(value: number): string {
  return `${decimal(value, value < 10 ? 1 : 0)} ms`;
}
