import { useEffect, useState } from 'preact/hooks';
import { acknowledge, alarmOrigin, alarmText, openAlarms } from '../openAlarms.ts';
import { api } from '../api.ts';
import { NumberSwitch } from '../components/NumberSwitch.tsx';
import { useSettings } from '../components/useSettings.ts';
import { comebacks } from '../connection.ts';
import { inBackground, may, product } from '../state.ts';
import { authorText, moment, t } from '../t.ts';
import type { Alarm, LineAlarms, Product, StationAlarms } from '../types.ts';

/** What stands, what stood, and when an alarm is raised. */
export function AlarmsPage() {
  const current = product.value;
  return (
    <>
      <AlarmHistory />
      {current !== null && <LineSettings key={current.id} current={current} />}
      <StationSettings />
    </>
  );
}

function AlarmHistory() {
  const [alarms, setAlarms] = useState<readonly Alarm[] | null>(null);
  useEffect(() => {
    void inBackground(async () => setAlarms(await api<Alarm[]>('alarms?limit=200')));
  }, [openAlarms.value, comebacks.value]);
  const waiting = alarms?.filter(({ acknowledgedAt }) => acknowledgedAt === null) ?? [];
  return (
    <section class="card">
      <h1>{t('alarms')}</h1>
      {waiting.length > 0 && may('review') && (
        <button type="button" class="primary" onClick={() => void acknowledge(waiting)}>
          {t('acknowledgeAll', { n: waiting.length })}
        </button>
      )}
      {alarms?.length === 0 && <p class="hint">{t('noAlarms')}</p>}
      {alarms !== null && alarms.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={t('alarms')}>
          <table>
            <thead>
              <tr>
                {(['time', 'product', 'alarm', 'ended', 'acknowledgedBy'] as const).map((key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {alarms.map((alarm) => (
                <tr key={alarm.id}>
                  <td>{moment(alarm.raisedAt)}</td>
                  <td>{alarmOrigin(alarm)}</td>
                  <td>{alarmText(alarm)}</td>
                  <td>{alarm.endedAt === null ? t('stands') : moment(alarm.endedAt)}</td>
                  <td>{alarm.acknowledgedBy === null ? '–' : authorText(alarm.acknowledgedBy)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Save({ isChanged }: { readonly isChanged: boolean }) {
  return (
    <button type="submit" class="primary" disabled={!isChanged}>
      {t('save')}
    </button>
  );
}

function LineSettings({ current }: { readonly current: Product }) {
  const path = `products/${current.id}/alarms`;
  const { settings, isChanged, change, save } = useSettings<LineAlarms>(path);
  if (settings === null) return null;
  const { rejectsInRow, rejectedShare, noImageS, late } = settings;
  const shareDefaults = { share: 0.2, minutes: 15, leastImages: 20 };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t('alarmsOf', { name: current.name })}</h2>
      <fieldset class="settings" disabled={!may('admin')}>
        <legend class="hint">{t('alarmsHint')}</legend>
        <NumberSwitch
          label={t('setRejectsInRow')}
          unit={t('unitParts')}
          value={rejectsInRow}
          {...{ whenOn: 5, min: 2, max: 100 }}
          onValue={(value) => change({ ...settings, rejectsInRow: value })}
        />
        <NumberSwitch
          label={t('setRejectedShare')}
          unit="%"
          value={rejectedShare === null ? null : Math.round(rejectedShare.share * 100)}
          {...{ whenOn: 20, min: 1, max: 99 }}
          onValue={(value) =>
            change({
              ...settings,
              rejectedShare:
                value === null ? null : { ...(rejectedShare ?? shareDefaults), share: value / 100 },
            })
          }
        />
        {rejectedShare !== null && (
          <label class="with-unit">
            {t('setWithin')}
            <input
              type="number"
              min={1}
              max={240}
              required
              value={rejectedShare.minutes}
              onInput={(event) =>
                change({
                  ...settings,
                  rejectedShare: { ...rejectedShare, minutes: event.currentTarget.valueAsNumber },
                })
              }
            />
            {t('unitMinutes')}
          </label>
        )}
        <NumberSwitch
          label={t('setNoImage')}
          unit={t('unitSeconds')}
          value={noImageS}
          {...{ whenOn: 60, min: 2, max: 86_400 }}
          onValue={(value) => change({ ...settings, noImageS: value })}
        />
        <NumberSwitch
          label={t('setLate')}
          unit={t('unitOfVerdicts')}
          value={late}
          {...{ whenOn: 3, min: 1, max: 20 }}
          onValue={(value) => change({ ...settings, late: value })}
        />
        {(['drift', 'rejects'] as const).map((key) => (
          <label key={key} class="check">
            <input
              type="checkbox"
              checked={settings[key]}
              onChange={(event) => change({ ...settings, [key]: event.currentTarget.checked })}
            />
            {t(key === 'drift' ? 'setDrift' : 'setRejects')}
          </label>
        ))}
        <Save isChanged={isChanged} />
      </fieldset>
    </form>
  );
}

function StationSettings() {
  const { settings, isChanged, change, save } = useSettings<StationAlarms>('alarms/settings');
  if (settings === null) return null;
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t('alarmsOfStation')}</h2>
      <fieldset class="settings" disabled={!may('admin')}>
        <NumberSwitch
          label={t('setQueue')}
          unit={t('unitImages')}
          value={settings.queueLength}
          {...{ whenOn: 100, min: 1, max: 100_000 }}
          onValue={(queueLength) => change({ ...settings, queueLength })}
        />
        <NumberSwitch
          label={t('setDisk')}
          unit="MiB"
          value={settings.freeDiskMib}
          {...{ whenOn: 1024, min: 1, max: 2 ** 30 }}
          onValue={(freeDiskMib) => change({ ...settings, freeDiskMib })}
        />
        <p>
          <a href="#/storage">{t('storage')}</a>
        </p>
        <Save isChanged={isChanged} />
      </fieldset>
    </form>
  );
}
