import { useEffect, useRef, useState } from 'preact/hooks';
import { isJudgedAgain } from '../../inspect/judgedAgain.ts';
import { acknowledge, openAlarms } from '../openAlarms.ts';
import { address, api, ApiError, imageAddress, send } from '../api.ts';
import { beep, isSoundHeldBack, openSound } from '../beep.ts';
import { AlarmBanner } from '../components/AlarmBanner.tsx';
import { Icon } from '../components/Icon.tsx';
import { Marks } from '../components/Marks.tsx';
import { PersonChoice } from '../components/PersonChoice.tsx';
import { attempt, may, product, products, route, sound, tell } from '../state.ts';
import { age, errorText, moment, percent, t } from '../t.ts';
import type { Inspection, Product, Review, Shift } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

/** Rejects of the strip. */
const REJECTS = 10;
const LOOK_MS = 2000;
/** Without an answer for so long the station counts as out of reach, however the network fails. */
const LOST_AFTER_MS = 8000;
/** A button to contest a verdict works once its part has stood for so long: it could be the next one. */
const STEADY_MS = 600;

/** The line as an operator sees it: #/operator/ID. */
export function OperatorPage() {
  const [, id] = route.value;
  const current = products.value.find((own) => own.id === id) ?? product.value;
  if (current === null)
    return (
      <main>
        <NoProduct />
      </main>
    );
  return <Operator key={current.id} current={current} />;
}

interface Line {
  readonly last: Inspection | null;
  /** Newest first. */
  readonly rejects: readonly Inspection[];
  readonly shift: Shift | null;
  /** By this clock, when the station answered last. */
  readonly answeredMs: number;
  /** How far the station's clock is ahead of this one. */
  readonly aheadMs: number;
}

/** The line as it goes on: told of each decision, and looked at in between. */
function useLine(productId: string) {
  const [line, setLine] = useState<Line | null>(null);
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const look = async () => {
      try {
        const init = { signal: AbortSignal.timeout(LOOK_MS * 2) };
        const path = `inspections?product=${productId}&limit=${2 * REJECTS}`;
        const list = async (query: string) =>
          (await api<{ inspections: Inspection[] }>(`${path}${query}`, init)).inspections.filter(
            (own) => !isJudgedAgain(own),
          );
        const [shift, newest, rejects] = await Promise.all([
          api<Shift>(`products/${productId}/shift`, init),
          list(''),
          list('&verdict=anomalous'),
        ]);
        const answeredMs = Date.now();
        const last = newest.at(0) ?? null;
        const clock = { answeredMs, aheadMs: Date.parse(shift.now) - answeredMs };
        setLine((known) =>
          // A part that came while the station was asked is not in what it lists.
          known?.last != null && known.last.id > (last?.id ?? 0)
            ? { ...known, ...clock }
            : { ...clock, shift, last, rejects: rejects.slice(0, REJECTS) },
        );
      } catch (error) {
        // Its absence is seen by the age of the last answer.
        if (error instanceof ApiError) tell(error);
      }
    };
    void look();
    const timers = [
      setInterval(() => void look(), LOOK_MS),
      setInterval(() => setNowMs(Date.now()), 500),
    ];
    const events = new EventSource(address(`events?product=${productId}`));
    events.addEventListener('inspection', (event: MessageEvent<string>) => {
      const inspection = JSON.parse(event.data) as Inspection;
      if (isJudgedAgain(inspection)) return;
      setLine((known) => known && withDecision(known, inspection));
    });
    return () => {
      for (const timer of timers) clearInterval(timer);
      events.close();
    };
  }, [productId]);
  const change = (changed: Inspection) =>
    setLine(
      (known) =>
        known && {
          ...known,
          last: known.last?.id === changed.id ? changed : known.last,
          rejects: known.rejects.map((own) => (own.id === changed.id ? changed : own)),
        },
    );
  const setShift = (shift: Shift) => setLine((known) => known && { ...known, shift });
  return { line, nowMs, change, setShift };
}

function withDecision(line: Line, last: Inspection): Line {
  const { shift, rejects } = line;
  return {
    ...line,
    last,
    rejects: last.verdict === 'anomalous' ? [last, ...rejects].slice(0, REJECTS) : rejects,
    shift: shift && { ...shift, [last.verdict]: shift[last.verdict] + 1 },
  };
}

type State = 'unreachable' | 'notReady' | 'notInspected' | 'waiting' | 'stale' | 'ok' | 'notOk';

/** What the screen says. An old verdict is never shown as if it were one on the part in front of it. */
function stateOf({ last, shift, answeredMs, aheadMs }: Line, nowMs: number): State {
  if (nowMs - answeredMs > LOST_AFTER_MS) return 'unreachable';
  if (shift !== null && shift.problem !== null) return 'notReady';
  const refused = shift?.lastRefused ?? null;
  // What came last was not inspected: the verdict before it says nothing of it.
  if (refused !== null && (last === null || refused.at > last.createdAt)) {
    const refusedMs = nowMs + aheadMs - Date.parse(refused.at);
    if (refusedMs <= 1000 * (shift?.staleAfterS ?? 60)) return 'notInspected';
  }
  if (last === null) return 'waiting';
  const ageMs = nowMs + aheadMs - Date.parse(last.createdAt);
  if (ageMs > 1000 * (shift?.staleAfterS ?? 60)) return 'stale';
  return last.verdict === 'nominal' ? 'ok' : 'notOk';
}

const signs: Readonly<Record<State, string>> = {
  ok: '✓',
  notOk: '✕',
  notInspected: '?',
  stale: '–',
  waiting: '…',
  notReady: '!',
  unreachable: '!',
};

function Operator({ current }: { readonly current: Product }) {
  const { line, nowMs, change, setShift } = useLine(current.id);
  const [chosenId, setChosenId] = useState<number | null>(null);
  useSound(line);
  if (line === null)
    return (
      <main class="operator">
        <Head current={current} />
        <div class="sign waiting" role="status">
          {t('loading')}
        </div>
      </main>
    );
  const state = stateOf(line, nowMs);
  const { last, rejects } = line;
  const refused = state === 'notInspected' ? (line.shift?.lastRefused ?? null) : null;
  const chosen = rejects.find(({ id }) => id === chosenId) ?? null;
  const shown = chosen ?? last;
  return (
    <main class="operator">
      <Head current={current} />
      <AlarmBanner productId={current.id} />
      <div class={`sign ${state}`} role="status" data-testid="sign">
        <span class="mark" aria-hidden="true">
          {signs[state]}
        </span>
        <span>
          <strong>{t(`state${state}`)}</strong>
          {refused !== null && (
            <small>
              {refused.name}
              {t('colon')}
              {errorText(refused)} ({t('ago', { age: age(refused.at, nowMs + line.aheadMs) })})
            </small>
          )}
          {last !== null && refused === null && (
            <small>
              {state === 'ok' || state === 'notOk'
                ? t('ago', { age: age(last.createdAt, nowMs + line.aheadMs) })
                : t(last.verdict === 'nominal' ? 'lastWasOk' : 'lastWasNotOk', {
                    age: age(last.createdAt, nowMs + line.aheadMs),
                  })}
            </small>
          )}
        </span>
      </div>
      <div class="part">
        {shown !== null && (
          <figure class={state === 'ok' || state === 'notOk' || chosen !== null ? '' : 'old'}>
            <Marks inspection={shown} />
            <figcaption>
              {chosen === null ? shown.name : `${t('earlierPart')} ${moment(shown.createdAt)}`}
              {chosen !== null && (
                <button type="button" onClick={() => setChosenId(null)}>
                  {t('backToLine')}
                </button>
              )}
            </figcaption>
          </figure>
        )}
      </div>
      <div class="side">
        {shown !== null && may('review') && (refused === null || chosen !== null) && (
          <Contest key={shown.id} inspection={shown} onChange={change} />
        )}
        <Rejects
          rejects={rejects}
          chosenId={chosenId}
          productId={current.id}
          onChoose={setChosenId}
        />
        <Counters current={current} shift={line.shift} onShift={setShift} />
      </div>
    </main>
  );
}

/** Sounds at each reject, and each part that was not inspected, that comes while the page is open. */
function useSound(line: Line | null) {
  const last = line?.last ?? null;
  const heard = useRef<number | null>(null);
  const heardRefusal = useRef<number | null>(null);
  const refusalId = line?.shift == null ? null : (line.shift.lastRefused?.id ?? 0);
  useEffect(() => {
    if (refusalId === null) return;
    const isNews = heardRefusal.current !== null && refusalId > heardRefusal.current;
    heardRefusal.current = refusalId;
    if (isNews && sound.value === 'on') beep();
  }, [refusalId]);
  useEffect(() => {
    if (last === null) return;
    const isNews = heard.current !== null && last.id > heard.current;
    heard.current = Math.max(last.id, heard.current ?? 0);
    if (isNews && last.verdict === 'anomalous' && sound.value === 'on') beep();
  }, [last?.id]);
  useEffect(() => {
    if (sound.value !== 'on') return;
    openSound();
    document.addEventListener('pointerdown', openSound);
    document.addEventListener('keydown', openSound);
    return () => {
      document.removeEventListener('pointerdown', openSound);
      document.removeEventListener('keydown', openSound);
    };
  }, [sound.value]);
}

function Head({ current }: { readonly current: Product }) {
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const follow = () => setIsFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  const isOn = sound.value === 'on';
  const turnSound = () => {
    sound.value = isOn ? 'off' : 'on';
    if (!isOn) beep();
  };
  const turnFull = () =>
    void (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(
      tell,
    );
  return (
    <header class="operator-head">
      <h1 title={current.name}>{current.name}</h1>
      {may('review') && <PersonChoice />}
      <button type="button" aria-pressed={isOn} onClick={turnSound}>
        <Icon name={isOn ? 'sound' : 'mute'} />
        <span class="words">{t(isOn && isSoundHeldBack.value ? 'soundHeldBack' : 'sound')}</span>
      </button>
      {document.fullscreenEnabled && (
        <button type="button" aria-pressed={isFull} onClick={turnFull}>
          <Icon name="fullScreen" />
          <span class="words">{t('fullScreen')}</span>
        </button>
      )}
      <a class="button" href="#/live">
        <Icon name="leave" />
        <span class="words">{t('leave')}</span>
      </a>
    </header>
  );
}

function Counters({
  current,
  shift,
  onShift,
}: {
  readonly current: Product;
  readonly shift: Shift | null;
  readonly onShift: (shift: Shift) => void;
}) {
  const [asked, setAsked] = useState(false);
  if (shift === null) return null;
  const { nominal, anomalous, refused, since } = shift;
  const total = nominal + anomalous;
  const reset = () =>
    attempt(async () => {
      onShift(await api<Shift>(`products/${current.id}/shift`, { method: 'POST' }));
      setAsked(false);
    });
  return (
    <section class="counters" aria-label={t('shift')}>
      <dl>
        <div>
          <dt>{t('inspected')}</dt>
          <dd data-testid="inspected">{total}</dd>
        </div>
        <div>
          <dt>✓ {t('stateok')}</dt>
          <dd>{nominal}</dd>
        </div>
        <div>
          <dt>✕ {t('statenotOk')}</dt>
          <dd data-testid="rejected">{anomalous}</dd>
        </div>
        <div class={refused > 0 ? 'warned' : ''}>
          <dt>? {t('statenotInspected')}</dt>
          <dd data-testid="refused">{refused}</dd>
        </div>
        <div>
          <dt>{t('rejectedPart')}</dt>
          <dd>{total === 0 ? '–' : percent(anomalous / total)}</dd>
        </div>
      </dl>
      <p>
        {since !== null && t('shiftSince', { time: moment(since) })}{' '}
        {may('review') &&
          (asked ? (
            <span class="buttons">
              <button type="button" class="primary" onClick={() => void reset()}>
                {t('reallyReset')}
              </button>
              <button type="button" onClick={() => setAsked(false)}>
                {t('cancel')}
              </button>
            </span>
          ) : (
            <button type="button" onClick={() => setAsked(true)}>
              {t('newShift')}
            </button>
          ))}
      </p>
    </section>
  );
}

/** Two large buttons that say what the part is, whatever the verdict. */
function Contest({
  inspection,
  onChange,
}: {
  readonly inspection: Inspection;
  readonly onChange: (changed: Inspection) => void;
}) {
  const [isSteady, setIsSteady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSteady(true), STEADY_MS);
    return () => clearTimeout(timer);
  }, []);
  const { id, verdict, review, comment } = inspection;
  const say = (said: Review | null) =>
    attempt(async () => {
      const body = { review: said, ...(comment === null ? {} : { comment }) };
      onChange(await send<Inspection>('PUT', `inspections/${id}/review`, body));
    });
  const saidGood = (review === 'confirmed') === (verdict === 'nominal');
  return (
    <section class="contest" aria-label={t('contest')}>
      <button
        type="button"
        class="judge-good"
        disabled={!isSteady}
        aria-pressed={review !== null && saidGood}
        onClick={() => void say(verdict === 'nominal' ? 'confirmed' : 'falseReject')}
      >
        ✓ {t('isGood')}
      </button>
      <button
        type="button"
        class="judge-bad"
        disabled={!isSteady}
        aria-pressed={review !== null && !saidGood}
        onClick={() => void say(verdict === 'nominal' ? 'missedDefect' : 'confirmed')}
      >
        ✕ {t('isDefective')}
      </button>
      {review !== null && (
        <p role="status">
          {t(saidGood ? 'savedGood' : 'savedDefective')}{' '}
          <button type="button" onClick={() => void say(null)}>
            {t('takeBack')}
          </button>
        </p>
      )}
    </section>
  );
}

/** The last rejects; those that nobody has acknowledged stand out. */
function Rejects({
  rejects,
  chosenId,
  productId,
  onChoose,
}: {
  readonly rejects: readonly Inspection[];
  readonly chosenId: number | null;
  readonly productId: string;
  readonly onChoose: (id: number | null) => void;
}) {
  const key = `seen-${productId}`;
  const [seenId, setSeenId] = useState(() => Number(localStorage.getItem(key) ?? 0));
  const unseen = rejects.filter(({ id }) => id > seenId);
  const alarms = openAlarms.value.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  const see = () => {
    const newest = rejects.at(0)?.id ?? 0;
    localStorage.setItem(key, String(newest));
    setSeenId(newest);
    if (alarms.length > 0 && may('review')) void acknowledge(alarms);
  };
  return (
    <section class="rejects" aria-label={t('lastRejects')}>
      <p>
        <span>{t('lastRejects')}</span>
        <button
          type="button"
          class={unseen.length > 0 ? 'primary' : ''}
          disabled={unseen.length === 0 && alarms.length === 0}
          onClick={see}
        >
          {t('acknowledge')}
          {unseen.length > 0 && ` (${unseen.length})`}
        </button>
      </p>
      {rejects.length === 0 && <p class="hint">{t('noRejects')}</p>}
      <ul>
        {rejects.map(({ id, sha256, createdAt, name, review }) => (
          <li key={id}>
            <button
              type="button"
              class={id > seenId ? 'reject new' : 'reject'}
              aria-pressed={chosenId === id}
              onClick={() => onChoose(chosenId === id ? null : id)}
            >
              <img src={imageAddress(sha256, 192)} alt={name} loading="lazy" />
              <span>
                {review === null ? '✕' : '✎'} {moment(createdAt)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
