import { useEffect, useState } from 'preact/hooks';
import { address, api } from '../api.ts';
import { InspectionView } from '../components/InspectionView.tsx';
import { Wall } from '../components/Wall.tsx';
import { comebacks } from '../connection.ts';
import { inBackground, product } from '../state.ts';
import { t } from '../t.ts';
import type { Inspection, Product } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

const PAGE = 60;

interface Filter {
  readonly verdict: string;
  readonly review: string;
  readonly from: string;
  readonly to: string;
}

/** Every decision, to be looked at and reviewed. */
export function HistoryPage() {
  const current = product.value;
  return current === null ? <NoProduct /> : <History key={current.id} current={current} />;
}

function History({ current }: { readonly current: Product }) {
  const [filter, setFilter] = useState<Filter>({ verdict: '', review: '', from: '', to: '' });
  const [found, setFound] = useState<readonly Inspection[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [open, setOpen] = useState<Inspection | null>(null);
  const query = queryOf(current.id, filter);
  const load = (before: number | null) =>
    inBackground(async () => {
      const path = `inspections?${query}&limit=${PAGE}${before === null ? '' : `&before=${before}`}`;
      const page = await api<{ inspections: Inspection[]; next: number | null }>(path);
      setFound((known) => (before === null ? page.inspections : [...known, ...page.inspections]));
      setNext(page.next);
    });
  useEffect(() => {
    void load(null);
  }, [query, comebacks.value]);
  const change = (changed: Inspection) => {
    setOpen(changed);
    setFound((known) => known.map((own) => (own.id === changed.id ? changed : own)));
  };
  return (
    <>
      <section class="card">
        <h1>
          {t('history')}: {current.name}
        </h1>
        <Filters filter={filter} onFilter={setFilter} />
        <p class="buttons">
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
      {open !== null && (
        <section class="card">
          <InspectionView key={open.id} inspection={open} onChange={change} />
          <button type="button" class="quiet" onClick={() => setOpen(null)}>
            {t('close')}
          </button>
        </section>
      )}
      <Wall inspections={found} onOpen={openAndShow} />
      {next !== null && (
        <button type="button" onClick={() => void load(next)}>
          {t('more')}
        </button>
      )}
    </>
  );

  function openAndShow(inspection: Inspection) {
    setOpen(inspection);
    window.scrollTo({ top: 0 });
  }
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
