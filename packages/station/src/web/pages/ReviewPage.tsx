import { useEffect, useState } from 'preact/hooks';
import { api, imageAddress } from '../api.ts';
import { Stage } from '../components/Stage.tsx';
import { Verdict } from '../components/Verdict.tsx';
import { Tags } from '../components/Tags.tsx';
import { useKeys } from '../components/useKeys.ts';
import { useZoom } from '../components/useZoom.ts';
import { comebacks, reachable } from '../connection.ts';
import { say } from '../say.ts';
import { failure, inBackground, loadProducts, may, product, route, showHere } from '../state.ts';
import { authorText, decimal, t } from '../t.ts';
import type { Inspection, Product, Review } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

/** Decisions of one queue. */
const QUEUE = 200;

/** Decisions that nobody has judged, one at a time, by keys. */
export function ReviewPage() {
  const current = product.value;
  return current === null ? <NoProduct /> : <Queue key={current.id} current={current} />;
}

function Queue({ current }: { readonly current: Product }) {
  /** In the order of review; what is reviewed stays, so that it can be gone back to. */
  const [queue, setQueue] = useState<readonly Inspection[] | null>(null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    void inBackground(async () => {
      const path = `inspections?product=${current.id}&review=none&order=doubt&limit=${QUEUE}`;
      const { inspections } = await api<{ inspections: Inspection[] }>(path);
      const [, linked = ''] = route.value;
      const index = inspections.findIndex(({ id }) => String(id) === linked);
      if (linked === '' || index >= 0) setQueue(inspections);
      else setQueue([await api<Inspection>(`inspections/${linked}`), ...inspections]);
      setAt(Math.max(0, index));
    });
  }, [current.id, comebacks.value]);
  const shown = queue?.at(at) ?? null;
  const next = queue?.at(at + 1) ?? null;
  const zoom = useZoom();
  useEffect(() => {
    zoom.showWhole();
    if (shown !== null) showHere('review', String(shown.id));
  }, [shown?.id]);
  const replace = (changed: Inspection) =>
    setQueue((known) => known?.map((own) => (own.id === changed.id ? changed : own)) ?? null);
  const judge = (review: Review) => {
    if (shown === null || !may('review')) return;
    // The next one is there at once: a second key is one for it.
    setAt(at + 1);
    void keep(shown, review, at);
  };
  /** Goes back to it if the station does not take it. */
  const keep = async (of: Inspection, review: Review | null, place: number) => {
    if (await say(of, { review }, replace)) await inBackground(loadProducts);
    else setAt(place);
  };
  const isGood = () => judge(shown?.verdict === 'nominal' ? 'confirmed' : 'falseReject');
  const isDefective = () => judge(shown?.verdict === 'nominal' ? 'missedDefect' : 'confirmed');
  const back = () => setAt((known) => Math.max(0, known - 1));
  const forth = () => setAt((known) => Math.min(queue?.length ?? 0, known + 1));
  const undo = () => {
    const last = queue?.at(at - 1);
    if (at === 0 || last == null) return;
    back();
    void keep(last, null, at);
  };
  useKeys({
    g: isGood,
    d: isDefective,
    ' ': () => judge('confirmed'),
    Enter: () => judge('confirmed'),
    ArrowLeft: back,
    ArrowRight: forth,
    z: undo,
  });
  if (queue === null)
    return <p class="hint">{reachable.value && failure.value === null ? t('loading') : ''}</p>;
  const reviewed = queue.filter(({ review }) => review !== null).length;
  return (
    <section class="card queue" onClick={leaveFocus}>
      <h1>
        {t('reviewQueue')}
        {t('colon')}
        {current.name}{' '}
        <span class="count" data-testid="reviewed-count">
          {reviewed} / {queue.length}
        </span>
      </h1>
      {shown === null ? (
        <p>
          {t(queue.length === 0 ? 'queueEmpty' : 'queueDone')}{' '}
          <a href="#/history">{t('history')}</a>
        </p>
      ) : (
        <div class="inspection">
          <Stage inspection={shown} zoom={zoom} />
          <div class="facts">
            <p class="headline">
              <Verdict verdict={shown.verdict} /> <span class="name">{shown.name}</span>
            </p>
            <p class="hint">
              {t('score')} {decimal(shown.imageScore, 2)}
              {t('comma')}
              {t('threshold')} {decimal(shown.threshold, 2)}
              {shown.review !== null && ` · ${t(shown.review)}`}
              {shown.review !== null &&
                shown.reviewedBy !== null &&
                ` · ${authorText(shown.reviewedBy)}`}
            </p>
            {may('review') && (
              <div class="judge">
                <button type="button" class="judge-good" onClick={isGood}>
                  ✓ {t('thisIsGood')} <kbd>G</kbd>
                </button>
                <button type="button" class="judge-bad" onClick={isDefective}>
                  ✕ {t('thisIsDefective')} <kbd>D</kbd>
                </button>
                <button type="button" onClick={() => judge('confirmed')}>
                  {t('confirm')} <kbd>␣</kbd>
                </button>
              </div>
            )}
            <div class="buttons">
              <button type="button" disabled={at === 0} onClick={back}>
                {t('previous')} <kbd>←</kbd>
              </button>
              <button type="button" onClick={forth}>
                {t('next')} <kbd>→</kbd>
              </button>
              <button type="button" disabled={at === 0} onClick={undo}>
                {t('undo')} <kbd>Z</kbd>
              </button>
            </div>
            <Tags key={shown.id} inspection={shown} onChange={replace} />
            <p class="hint">{t('queueHint')}</p>
          </div>
        </div>
      )}
      {/* Fetched while a person looks at this one. */}
      {next !== null && <img hidden src={imageAddress(next.sha256)} alt="" />}
    </section>
  );
}

/** The space bar is not to press the button again that was clicked last. */
function leaveFocus({ detail }: MouseEvent): void {
  if (detail > 0 && document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
