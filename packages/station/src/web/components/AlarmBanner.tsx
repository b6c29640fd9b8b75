import { useEffect } from 'preact/hooks';
import {
  acknowledge,
  alarmAge,
  alarmOrigin,
  alarmText,
  openAlarms,
  watchAlarms,
} from '../openAlarms.ts';
import { may } from '../state.ts';
import { t } from '../t.ts';

/** Alarms that are shown at a time; the page of alarms has them all. */
const SHOWN = 3;

/** Alarms that stand or wait to be acknowledged: those of one product, which is not named, and the station, or all. */
export function AlarmBanner({ productId = null }: { readonly productId?: string | null }) {
  useEffect(() => watchAlarms(productId), [productId]);
  const alarms = openAlarms.value;
  if (alarms.length === 0) return null;
  return (
    <section class="alarms" aria-label={t('alarms')} role="alert">
      <ul>
        {alarms.slice(0, SHOWN).map((alarm) => (
          <li
            key={alarm.id}
            class={alarm.acknowledgedAt === null ? 'alarm-line new' : 'alarm-line'}
            data-kind={alarm.kind}
          >
            <span>
              <strong>
                ⚠{' '}
                {(productId === null || alarm.productId !== productId) && (
                  <>
                    <span class="origin">{alarmOrigin(alarm)}</span>
                    {t('colon')}
                  </>
                )}
                {alarmText(alarm)}
              </strong>{' '}
              <small>{alarmAge(alarm)}</small>
            </span>
            {alarm.acknowledgedAt === null && may('review') && (
              <button type="button" onClick={() => void acknowledge([alarm])}>
                {t('acknowledge')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {alarms.length > SHOWN && (
        <a href="#/alarms">{t('moreAlarms', { n: alarms.length - SHOWN })}</a>
      )}
    </section>
  );
}
