import { useEffect, useState } from 'preact/hooks';
import { address, api } from '../api.ts';
import { Age } from '../components/Age.tsx';
import { Chart } from '../components/Chart.tsx';
import { PartTimes } from '../components/PartTimes.tsx';
import { sourceText } from '../components/sourceText.ts';
import { useOpened } from '../components/useOpened.ts';
import { Verdict } from '../components/Verdict.tsx';
import { Viewer } from '../components/Viewer.tsx';
import { Wall } from '../components/Wall.tsx';
import { withNewer, withNow } from '../components/newestFirst.ts';
import { comebacks, reachable } from '../connection.ts';
import { causeText } from '../openAlarms.ts';
import { goTo, inBackground, product, route, routeQuery } from '../state.ts';
import { percent, t } from '../t.ts';
import type { Inspection, Product, Source, Statistics } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

const RECENT = 120;
const REFRESH_MS = 5000;

/** What happens on the line now. */
export function LivePage() {
  const current = product.value;
  return current === null ? <NoProduct /> : <Live key={current.id} current={current} />;
}

/** Statistics and newest decisions of a product, as they come. @param source only its decisions; all if empty. */
function useLine(productId: string, source: string) {
  const [statistics, setStatistics] = useState<Statistics | null>(null);
  const [recent, setRecent] = useState<readonly Inspection[] | null>(null);
  /** When the station answered last. */
  const [asOf, setAsOf] = useState<string | null>(null);
  useEffect(() => {
    let isOver = false;
    setRecent(null);
    const refresh = () =>
      inBackground(async () => {
        setStatistics(await api<Statistics>(`products/${productId}/statistics?minutes=60`));
        setAsOf(new Date().toISOString());
      });
    void refresh();
    void inBackground(async () => {
      const query = new URLSearchParams({ product: productId, limit: String(RECENT) });
      if (source !== '') query.set('source', source);
      const path = `inspections?${query.toString()}`;
      const { inspections } = await api<{ inspections: Inspection[] }>(path);
      // Another source was chosen meanwhile.
      if (!isOver) setRecent((came) => withNewer(inspections, came ?? []));
    });
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    const events = new EventSource(address(`events?product=${productId}`));
    events.addEventListener('inspection', (event: MessageEvent<string>) => {
      const inspection = JSON.parse(event.data) as Inspection;
      if (source !== '' && inspection.source !== source) return;
      setRecent((before) => withNow([inspection], before ?? []).slice(0, RECENT));
    });
    // Why it broke off, a request tells.
    events.addEventListener('error', () => void refresh());
    return () => {
      isOver = true;
      clearInterval(timer);
      events.close();
    };
  }, [productId, source, comebacks.value]);
  const replace = (changed: Inspection) =>
    setRecent((before) => before?.map((own) => (own.id === changed.id ? changed : own)) ?? null);
  return { statistics, recent, asOf, replace };
}

function Live({ current }: { readonly current: Product }) {
  const [, openId = ''] = route.value;
  const source = routeQuery.value.get('source') ?? '';
  const { statistics, recent, asOf, replace } = useLine(current.id, source);
  const { open, setOpen, change: changeOpen } = useOpened(openId, recent);
  const show = (inspection: Inspection | null) => {
    if (inspection !== null) setOpen(inspection);
    goTo('live', inspection === null ? '' : String(inspection.id), { source });
  };
  const change = (changed: Inspection) => {
    changeOpen(changed);
    replace(changed);
  };
  const last = recent?.at(0);
  return (
    <>
      <h1>
        {t('live')}: {current.name}
      </h1>
      <SourceChoice
        source={source}
        current={current}
        onSource={(chosen) => goTo('live', '', { source: chosen })}
      />
      {!reachable.value && asOf !== null && (
        <p class="notice">
          <Age at={asOf} text="asOf" />
        </p>
      )}
      <section class={reachable.value ? 'figures' : 'figures stale'}>
        <Figure label={t('lastDecision')}>
          {last === undefined ? (
            '–'
          ) : (
            <>
              <Verdict verdict={last.verdict} /> <Age at={last.createdAt} />{' '}
              <small>{sourceText(last.source)}</small>
            </>
          )}
        </Figure>
        <Figure label={t('passRate')}>{rejectedShare(statistics)}</Figure>
        <Figure label={t('latency')}>
          {statistics?.medianMs == null
            ? '–'
            : `${statistics.medianMs.toFixed(0)} ms ${t('median')}, ${statistics.p99Ms?.toFixed(0)} ms p99`}
        </Figure>
        <Figure label={t('queue')}>{statistics?.queueDepth ?? '–'}</Figure>
        <Drift drift={statistics?.drift ?? null} cause={statistics?.cause ?? null} />
        <Rejects
          rejects={statistics?.rejects ?? null}
          cause={statistics?.cause ?? null}
          rate={last?.details.heldRate ?? current.falseRejectRate}
        />
      </section>
      <Charts statistics={statistics} recent={recent ?? []} />
      <PartTimes productName={current.name} />
      {open !== null && <Viewer inspection={open} list={recent} onOpen={show} onChange={change} />}
      <Wall inspections={recent?.slice(0, 24) ?? []} shown={open} onOpen={show} withSource />
    </>
  );
}

/** Whose pictures are shown; nothing where the product has no source. */
function SourceChoice({
  source,
  current,
  onSource,
}: {
  readonly source: string;
  readonly current: Product;
  readonly onSource: (source: string) => void;
}) {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    void inBackground(async () => {
      const sources = await api<Source[]>('sources');
      setNames(sources.filter((own) => own.product === current.name).map(({ name }) => name));
    });
  }, [current.name, comebacks.value]);
  if (names.length === 0 && source === '') return null;
  const known = [...new Set([...names, 'http', ...(source === '' ? [] : [source])])];
  return (
    <p class="row">
      <label>
        {t('source')}
        <select value={source} onChange={(event) => onSource(event.currentTarget.value)}>
          <option value="">{t('all')}</option>
          {known.map((name) => (
            <option key={name} value={name}>
              {sourceText(name)}
            </option>
          ))}
        </select>
      </label>
      {source !== '' && <span class="hint">{t('figuresOfAll')}</span>}
    </p>
  );
}

function Drift({ drift, cause }: Pick<Statistics, 'drift' | 'cause'>) {
  if (drift === null) return <Figure label={t('drift')}>–</Figure>;
  const { direction, images } = drift;
  return (
    <Figure label={t('drift')} alarm={direction !== null}>
      {direction === null
        ? t('driftNone', { n: images })
        : t(direction === 'up' ? 'driftUp' : 'driftDown')}
      {direction !== null && cause !== null && <p>{causeText(cause.change)}</p>}
    </Figure>
  );
}

function Rejects({
  rejects,
  cause,
  rate,
}: Pick<Statistics, 'rejects' | 'cause'> & { readonly rate: number }) {
  if (rejects === null) return <Figure label={t('rejects')}>–</Figure>;
  const { alarm, run } = rejects;
  return (
    <Figure label={t('rejects')} alarm={alarm}>
      {alarm
        ? t('rejectsAlarm', { n: run.images, rejected: run.rejected, rate: percent(rate) })
        : t('rejectsNone')}
      {alarm && cause !== null && <p>{causeText(cause.change)}</p>}
    </Figure>
  );
}

function Charts({
  statistics,
  recent,
}: {
  readonly statistics: Statistics | null;
  /** Newest first. */
  readonly recent: readonly Inspection[];
}) {
  const minutes = everyMinute(statistics);
  const oldestFirst = recent.toReversed();
  return (
    <section class="card">
      <Chart
        title={t('perMinute')}
        axis="time"
        counts
        x={minutes.map(({ seconds }) => seconds)}
        series={[
          {
            label: t('nominal'),
            color: 'good',
            kind: 'steps',
            values: minutes.map(({ nominal }) => nominal),
          },
          {
            label: t('anomalous'),
            color: 'bad',
            kind: 'steps',
            withoutRest: true,
            values: minutes.map(({ anomalous }) => anomalous),
          },
        ]}
      />
      <Chart
        title={t('trend')}
        axis="count"
        x={oldestFirst.map(({ id }) => id)}
        series={[
          {
            label: t('score'),
            color: 'accent',
            kind: 'points',
            values: oldestFirst.map(({ imageScore }) => imageScore),
          },
          {
            label: t('threshold'),
            color: 'bad',
            dashed: true,
            values: oldestFirst.map(({ threshold }) => threshold),
          },
        ]}
      />
      <Chart
        title={`${t('latency')} / ms`}
        axis="count"
        x={oldestFirst.map(({ id }) => id)}
        height={140}
        series={[
          {
            label: 'ms',
            color: 'accent',
            values: oldestFirst.map(({ details }) => details.timing.totalMs),
          },
        ]}
      />
    </section>
  );
}

function Figure({
  label,
  alarm = false,
  children,
}: {
  readonly label: string;
  readonly alarm?: boolean;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <div class={alarm ? 'figure alarm' : 'figure'} role={alarm ? 'alert' : undefined}>
      <span class="label">{label}</span>
      <span class="value">{children}</span>
    </div>
  );
}

/** The last hour minute by minute, those in which nothing came included. */
function everyMinute(statistics: Statistics | null) {
  const counts = new Map(
    statistics?.perMinute.map((minute) => [Date.parse(minute.minute) / 60_000, minute]),
  );
  const now = Math.floor(Date.now() / 60_000);
  return Array.from({ length: 60 }, (_, i) => {
    const minute = now - 59 + i;
    const { nominal = 0, anomalous = 0 } = counts.get(minute) ?? {};
    return { seconds: minute * 60, nominal, anomalous };
  });
}

function rejectedShare(statistics: Statistics | null): string {
  const minutes = statistics?.perMinute ?? [];
  const nominal = minutes.reduce((sum, minute) => sum + minute.nominal, 0);
  const anomalous = minutes.reduce((sum, minute) => sum + minute.anomalous, 0);
  const total = nominal + anomalous;
  return total === 0 ? '–' : `${percent(anomalous / total)} (${anomalous} / ${total})`;
}
