import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground, may, session } from '../state.ts';
import { errorText, t, textOf } from '../t.ts';
import type { Sink, Source } from '../types.ts';
import { EndpointForm } from './EndpointForm.tsx';
import { type Direction, fields } from './fields.ts';

/** Time between two looks. */
const REFRESH_MS = 3000;

/** All sources, or all sinks: what they do, what to try, and, of those added here, what to change. */
export function EndpointsCard<Own extends Source | Sink>({
  direction,
  show,
}: {
  readonly direction: Direction;
  /** What one does, and what can be tried with it. */
  readonly show: (endpoint: Own) => ComponentChildren;
}) {
  const [endpoints, setEndpoints] = useState<readonly Own[] | null>(null);
  /** The one that is changed; null for a new one, undefined for none. */
  const [edited, setEdited] = useState<string | null>();
  const path = `${direction}s`;
  const load = () => inBackground(async () => setEndpoints(await api<Own[]>(path)));
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [comebacks.value]);
  const done = (isChanged: boolean) => {
    setEdited(undefined);
    if (isChanged) void load();
  };
  const mayAdd = Object.keys(fields[direction]).filter((kind) =>
    session.value?.mayAdd.some((own) => own === kind),
  );
  if (endpoints === null) return null;
  return (
    <section class="card" data-testid={path}>
      <h2>{t(direction === 'source' ? 'sources' : 'sinks')}</h2>
      <p class="hint">{t(direction === 'source' ? 'sourcesHint' : 'sinksHint')}</p>
      <ul class="endpoints">
        {endpoints.map((endpoint) => (
          <li key={endpoint.name} data-testid={`${direction}-${endpoint.name}`}>
            <p class="headline">
              <strong>{endpoint.name}</strong>{' '}
              <span class="tag">{textOf(`endpoint${endpoint.kind}`) ?? endpoint.kind}</span>{' '}
              {endpoint.origin === 'file' && <span class="tag">{t('fromFile')}</span>}
            </p>
            {endpoint.problem !== null && (
              <p class="error">
                {t('endpointProblem')} {errorText(endpoint.problem)}
              </p>
            )}
            {show(endpoint)}
            {endpoint.origin === 'console' && may('admin') && edited !== endpoint.name && (
              <Changes
                path={`${path}/${endpoint.name}`}
                question={t(direction === 'source' ? 'reallyRemoveSource' : 'reallyRemoveSink')}
                onChange={mayAdd.includes(endpoint.kind) ? () => setEdited(endpoint.name) : null}
                onRemoved={() => void load()}
              />
            )}
            {edited === endpoint.name && (
              <EndpointForm direction={direction} endpoint={endpoint} onDone={done} />
            )}
          </li>
        ))}
      </ul>
      {may('admin') &&
        (edited === null ? (
          <EndpointForm direction={direction} endpoint={null} onDone={done} />
        ) : (
          <p class="buttons">
            <button type="button" disabled={mayAdd.length === 0} onClick={() => setEdited(null)}>
              {t(direction === 'source' ? 'addSource' : 'addSink')}
            </button>
          </p>
        ))}
    </section>
  );
}

function Changes({
  path,
  question,
  onChange,
  onRemoved,
}: {
  readonly path: string;
  readonly question: string;
  /** Null where its kind cannot be changed here. */
  readonly onChange: (() => void) | null;
  readonly onRemoved: () => void;
}) {
  const [isAsked, setIsAsked] = useState(false);
  const remove = async () => {
    if (await attempt(() => api(path, { method: 'DELETE' }))) onRemoved();
  };
  if (isAsked)
    return (
      <p class="buttons">
        <span>{question}</span>
        <button type="button" class="primary" onClick={() => void remove()}>
          {t('remove')}
        </button>
        <button type="button" onClick={() => setIsAsked(false)}>
          {t('cancel')}
        </button>
      </p>
    );
  return (
    <p class="buttons">
      {onChange !== null && (
        <button type="button" onClick={onChange}>
          {t('change')}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => setIsAsked(true)}>
        {t('remove')}
      </button>
    </p>
  );
}
