import { useState } from 'preact/hooks';
import { api, imageAddress } from '../api.ts';
import { attempt, may } from '../state.ts';
import { decimal, errorText, moment, t } from '../t.ts';
import type { Source, TestPicture } from '../types.ts';
import { EndpointsCard } from './EndpointsCard.tsx';

/** Where images come from, and how each source is doing. */
export function SourcesCard() {
  return (
    <EndpointsCard<Source>
      direction="source"
      show={(source) => <SourceState key={source.name} source={source} />}
    />
  );
}

function SourceState({ source }: { readonly source: Source }) {
  const { name, product, state, last } = source;
  const [picture, setPicture] = useState<TestPicture | null>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const look = async () => {
    setPicture(null);
    setIsWaiting(true);
    await attempt(async () => {
      setPicture(await api<TestPicture>(`sources/${name}/picture`, { method: 'POST' }));
    });
    setIsWaiting(false);
  };
  return (
    <>
      <dl class="endpoint-facts">
        <dt>{t('sourceProduct')}</dt>
        <dd>{product}</dd>
        {state !== null && (
          <>
            <dt>{t('sourceState')}</dt>
            <dd>{t(state.running ? 'cameraRunning' : 'cameraAway')}</dd>
            <dt>{t('imagesCame')}</dt>
            <dd>
              {state.frames} ({t('framesPerSecond')}
              {t('colon')}
              {decimal(state.framesPerSecond, 1)})
            </dd>
            <dt>{t('framesInspected')}</dt>
            <dd>{state.inspected}</dd>
            <dt>{t('framesDropped')}</dt>
            <dd>{state.dropped}</dd>
          </>
        )}
        {last !== null && (
          <>
            <dt>{t('lastImage')}</dt>
            <dd>
              <a href={`#/history/${last.inspection}`}>
                <img class="small" src={imageAddress(last.sha256, 192)} alt="" /> {last.name}
              </a>{' '}
              {moment(last.at)}
            </dd>
          </>
        )}
        {state?.lastError != null && (
          <>
            <dt>{t('lastError')}</dt>
            <dd>
              {moment(state.lastError.at)} <small>{errorText(state.lastError)}</small>
            </dd>
          </>
        )}
      </dl>
      {may('admin') && state !== null && (
        <p class="buttons">
          <button type="button" disabled={isWaiting} onClick={() => void look()}>
            {t(isWaiting ? 'waitingForPicture' : 'testPicture')}
          </button>
        </p>
      )}
      {picture !== null && (
        <figure class="test-picture">
          <img src={`data:image/jpeg;base64,${picture.jpeg}`} alt={picture.name} />
          <figcaption>
            {picture.name} · {t('testPictureHint')}{' '}
            <button type="button" class="quiet" onClick={() => setPicture(null)}>
              {t('putAway')}
            </button>
          </figcaption>
        </figure>
      )}
    </>
  );
}
