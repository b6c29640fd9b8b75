import { useEffect, useRef, useState } from 'preact/hooks';
import { address, api } from '../api.ts';
import { useOpened } from '../components/useOpened.ts';
import { Viewer } from '../components/Viewer.tsx';
import { Wall } from '../components/Wall.tsx';
import { comebacks, reachable } from '../connection.ts';
import { ChoiceBar } from '../history/ChoiceBar.tsx';
import { type Filter, filterIn, filterKeys, Filters, queryOf } from '../history/Filters.tsx';
import { Pareto } from '../history/Pareto.tsx';
import { useChoice } from '../history/useChoice.ts';
import {
  failure,
  goTo,
  inBackground,
  may,
  product,
  queryNow,
  route,
  routeQuery,
} from '../state.ts';
import { t } from '../t.ts';
import type { Counts, Inspection, Product } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

const PAGE = 100;

/** Every decision, to be looked at and reviewed. */
export function HistoryPage() {
  const current = product.value;
  return current === null ? <NoProduct /> : <History key={current.id} current={current} />;
}

/** The address holds the filter and the decision that is open: #/history/12?verdict=anomalous. */
function History({ current }: { readonly current: Product }) {
  const filter = filterIn(routeQuery.value);
  const [, openId = ''] = route.value;
  const query = queryOf(current.id, filter);
  const { found, counts, more, replace } = useFound(query, filter.order);
  const { open, setOpen, change: changeOpen } = useOpened(openId, found);
  const choice = useChoice(found ?? []);
  /** Where the page was before a decision was opened. */
  const place = useRef(0);
  const change = (changed: Inspection) => {
    changeOpen(changed);
    replace([changed]);
  };
  const show = (inspection: Inspection | null) => {
    if (inspection !== null) setOpen(inspection);
    if (open === null) place.current = window.scrollY;
    goTo('history', inspection === null ? '' : String(inspection.id), filter);
    if (inspection === null) requestAnimationFrame(() => window.scrollTo({ top: place.current }));
  };
  const isFiltered = filterKeys.some((key) => key !== 'order' && filter[key] !== '');
  const narrow = (change: Partial<Filter>) =>
    goTo('history', '', { ...filterIn(queryNow()), ...change });
  return (
    <>
      <section class="card">
        <h1>
          {t('history')}
          {t('colon')}
          {current.name}
        </h1>
        <Filters filter={filter} onFilter={narrow} />
        <p role="status" data-testid="counts">
          {counts !== null &&
            t('counts', {
              total: counts.total,
              nominal: counts.nominal,
              anomalous: counts.anomalous,
              open: counts.notReviewed,
            })}
        </p>
        {counts !== null && (
          <Pareto tags={counts.tags} chosen={filter.tag} onTag={(tag) => narrow({ tag })} />
        )}
        <p class="buttons">
          <a class="button primary" href="#/review">
            {t('reviewQueue')}
          </a>
          {may('review') && (
            <button type="button" aria-pressed={choice.chosen !== null} onClick={choice.toggleMode}>
              {t('chooseSeveral')}
            </button>
          )}
          {isFiltered && (
            <button type="button" onClick={() => goTo('history', '', { order: filter.order })}>
              {t('clearFilter')}
            </button>
          )}
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
        {open !== null && <Viewer inspection={open} list={found} onOpen={show} onChange={change} />}
      </Top>
      {found === null ? (
        <p class="hint">{reachable.value && failure.value === null ? t('loading') : ''}</p>
      ) : (
        <Wall
          inspections={found}
          shown={open}
          chosen={choice.chosen}
          empty={t(isFiltered ? 'nothingFound' : 'nothingYet')}
          onOpen={choice.chosen === null ? show : choice.toggle}
          {...(more === null ? {} : { onEnd: more })}
        />
      )}
      {choice.chosen !== null && (
        <ChoiceBar choice={choice} found={found ?? []} onChange={replace} />
      )}
    </>
  );
}

/** The decisions of a filter, page after page. */
function useFound(query: string, order: string) {
  const [found, setFound] = useState<readonly Inspection[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [counts, setCounts] = useState<Counts | null>(null);
  /** The page that was asked for last: none is asked for twice. */
  const asked = useRef<string | null>(null);
  const load = (before: number | null) => {
    const sorted = order === '' ? '' : `&order=${order}`;
    const path = `inspections?${query}${sorted}&limit=${PAGE}${before === null ? '' : `&before=${before}`}`;
    if (asked.current === path) return;
    asked.current = path;
    void inBackground(async () => {
      const page = await api<{ inspections: Inspection[]; next: number | null }>(path);
      // Another filter was chosen meanwhile.
      if (asked.current !== path) return;
      setFound((known) =>
        before === null ? page.inspections : [...(known ?? []), ...page.inspections],
      );
      setNext(page.next);
    }).then((isDone) => {
      if (!isDone && asked.current === path) asked.current = null;
    });
  };
  const latest = useRef(query);
  latest.current = query;
  const count = () =>
    inBackground(async () => {
      const counted = await api<Counts>(`inspections/counts?${query}`);
      if (latest.current === query) setCounts(counted);
    });
  useEffect(() => {
    asked.current = null;
    load(null);
    void count();
  }, [query, order, comebacks.value]);
  return {
    found,
    counts,
    /** Fetches the next page; null if there is none. */
    more: next === null ? null : () => load(next),
    /** Shows changed decisions, and counts again. */
    replace: (changed: readonly Inspection[]) => {
      const byId = new Map(changed.map((own) => [own.id, own]));
      setFound((known) => known?.map((own) => byId.get(own.id) ?? own) ?? null);
      void count();
    },
  };
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
