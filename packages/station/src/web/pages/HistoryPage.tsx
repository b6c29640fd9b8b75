import { useEffect, useRef, useState } from 'preact/hooks';
import { address, api } from '../api.ts';
import { Viewer } from '../components/Viewer.tsx';
import { Wall } from '../components/Wall.tsx';
import { comebacks, reachable } from '../connection.ts';
import { failure, goTo, inBackground, product, productId, route, routeQuery } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection, Product } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

const PAGE = 60;

const filterKeys = ['verdict', 'review', 'from', 'to'] as const;
type Filter = Readonly<Record<(typeof filterKeys)[number], string>>;

/** Every decision, to be looked at and reviewed. */
export function HistoryPage() {
  const current = product.value;
  return current === null ? <NoProduct /> : <History key={current.id} current={current} />;
}

/** The address holds the filter and the decision that is open: #/history/12?verdict=anomalous. */
function History({ current }: { readonly current: Product }) {
  const filter = Object.fromEntries(
    filterKeys.map((key) => [key, routeQuery.value.get(key) ?? '']),
  ) as Filter;
  const [, openId = ''] = route.value;
  const [found, setFound] = useState<readonly Inspection[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const query = queryOf(current.id, filter);
  const load = (before: number | null) =>
    inBackground(async () => {
      const path = `inspections?${query}&limit=${PAGE}${before === null ? '' : `&before=${before}`}`;
      const page = await api<{ inspections: Inspection[]; next: number | null }>(path);
      setFound((known) =>
        before === null ? page.inspections : [...(known ?? []), ...page.inspections],
      );
      setNext(page.next);
    });
  useEffect(() => {
    void load(null);
  }, [query, comebacks.value]);
  const [open, setOpen] = useOpened(openId, found);
  const change = (changed: Inspection) => {
    setOpen(changed);
    setFound((known) => known?.map((own) => (own.id === changed.id ? changed : own)) ?? null);
  };
  const show = (inspection: Inspection | null) => {
    if (inspection !== null) setOpen(inspection);
    goTo('history', inspection === null ? '' : String(inspection.id), filter);
  };
  const isFiltered = filterKeys.some((key) => filter[key] !== '');
  return (
    <>
      <section class="card">
        <h1>
          {t('history')}: {current.name}
        </h1>
        <Filters filter={filter} onFilter={(changed) => goTo('history', '', changed)} />
        <p class="buttons">
          <a class="button primary" href="#/review">
            {t('reviewQueue')}
          </a>
          <a class="button quiet" href={address(`inspections/export?${query}&format=csv`)} download>
            {t('exportCsv')}
          </a>
          <a
            class="button quiet"
            href={address(`inspections/export?${query}&format=jsonl`)}
            download
          >
            {t('exportJsonl')}
          </a>
        </p>
      </section>
      <Top key={openId}>
        {open !== null && (
          <Viewer inspection={open} list={found ?? []} onOpen={show} onChange={change} />
        )}
      </Top>
      {found === null ? (
        <p class="hint">{reachable.value && failure.value === null ? t('loading') : ''}</p>
      ) : (
        <Wall
          inspections={found}
          shown={open}
          empty={t(isFiltered ? 'nothingFound' : 'nothingYet')}
          onOpen={show}
        />
      )}
      {next !== null && (
        <button type="button" onClick={() => void load(next)}>
          {t('more')}
        </button>
      )}
    </>
  );
}

/** Brings what was opened into view. */
function Top({ children }: { readonly children: preact.ComponentChildren }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current?.firstChild != null) place.current.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <div class="top" ref={place}>
      {children}
    </div>
  );
}

/** The decision that an address names, of those on the page or from the station. */
function useOpened(openId: string, found: readonly Inspection[] | null) {
  const [open, setOpen] = useState<Inspection | null>(null);
  useEffect(() => {
    if (openId === '') setOpen(null);
    else if (String(open?.id) !== openId) {
      const known = found?.find(({ id }) => String(id) === openId);
      if (known !== undefined) setOpen(known);
      else
        void inBackground(async () => {
          const opened = await api<Inspection>(`inspections/${openId}`);
          // A link may lead to a decision on another product.
          productId.value = opened.productId;
          setOpen(opened);
        });
    }
  }, [openId]);
  return [String(open?.id) === openId ? open : null, setOpen] as const;
}

function Filters({
  filter,
  onFilter,
}: {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}) {
  const reviews = {
    none: 'notReviewed',
    any: 'reviewed',
    confirmed: 'confirmed',
    falseReject: 'falseReject',
    missedDefect: 'missedDefect',
  } as const;
  return (
    <form class="row" onSubmit={(event) => event.preventDefault()}>
      <label>
        {t('verdict')}
        <select
          value={filter.verdict}
          onChange={(event) => onFilter({ ...filter, verdict: event.currentTarget.value })}
        >
          <option value="">{t('all')}</option>
          <option value="anomalous">{t('anomalous')}</option>
          <option value="nominal">{t('nominal')}</option>
        </select>
      </label>
      <label>
        {t('review')}
        <select
          value={filter.review}
          onChange={(event) => onFilter({ ...filter, review: event.currentTarget.value })}
        >
          <option value="">{t('all')}</option>
          {Object.entries(reviews).map(([value, key]) => (
            <option key={value} value={value}>
              {t(key)}
            </option>
          ))}
        </select>
      </label>
      {(['from', 'to'] as const).map((end) => (
        <label key={end}>
          {t(end)}
          <input
            type="datetime-local"
            value={filter[end]}
            onChange={(event) => onFilter({ ...filter, [end]: event.currentTarget.value })}
          />
        </label>
      ))}
    </form>
  );
}

function queryOf(productId: string, { verdict, review, from, to }: Filter): string {
  const query = new URLSearchParams({ product: productId });
  if (verdict !== '') query.set('verdict', verdict);
  if (review !== '') query.set('review', review);
  if (from !== '') query.set('from', new Date(from).toISOString());
  if (to !== '') query.set('to', new Date(to).toISOString());
  return query.toString();
}
