import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { comebacks } from '../connection.ts';
import { inBackground } from '../state.ts';
import { moment, t } from '../t.ts';
import type { Source } from '../types.ts';

/** Time between two looks at the sources. */
const REFRESH_MS = 3000;

/** Where images come from, and how cameras are doing; nothing where there is no source. */
export function SourcesCard() {
  const [sources, setSources] = useState<readonly Source[]>([]);
  useEffect(() => {
    const load = () => inBackground(async () => setSources(await api<Source[]>('sources')));
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [comebacks.value]);
  if (sources.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('sources')}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={t('sources')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('sourceProduct')}</th>
              <th scope="col">{t('sourceState')}</th>
              <th scope="col">{t('framesPerSecond')}</th>
              <th scope="col">{t('framesInspected')}</th>
              <th scope="col">{t('framesDropped')}</th>
              <th scope="col">{t('lastError')}</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <SourceRow key={source.name} {...source} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function SourceRow({ name, kind, product, state }: Source) {
  const error = state?.lastError ?? null;
  return (
    <tr>
      <td>
        {name} <small>{kind}</small>
      </td>
      <td>{product}</td>
      <td>{state === null ? '' : t(state.running ? 'cameraRunning' : 'cameraAway')}</td>
      <td>{state?.framesPerSecond.toFixed(1)}</td>
      <td>{state?.inspected}</td>
      <td>{state?.dropped}</td>
      <td>
        {error !== null && (
          <>
            {moment(error.at)} {error.code} <small>{error.message}</small>
          </>
        )}
      </td>
    </tr>
  );
}
