import { useEffect, useState } from 'preact/hooks';
import { api, send } from '../api.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground } from '../state.ts';
import { t } from '../t.ts';
import type { ShiftSettings } from '../types.ts';

/** When the counters of the operator's screen begin again by themselves. */
export function ShiftsCard() {
  const [settings, setSettings] = useState<ShiftSettings | null>(null);
  const [times, setTimes] = useState<readonly string[]>([]);
  const show = (loaded: ShiftSettings) => {
    setSettings(loaded);
    setTimes(loaded.times);
  };
  useEffect(() => {
    void inBackground(async () => show(await api<ShiftSettings>('shifts/settings')));
  }, [comebacks.value]);
  if (settings === null) return null;
  const save = () =>
    attempt(async () => show(await send<ShiftSettings>('PUT', 'shifts/settings', { times })));
  const isChanged = times.join() !== settings.times.join();
  return (
    <form
      class="card"
      data-testid="shifts"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t('shifts')}</h2>
      <p class="hint">{t('shiftsHint', { zone: settings.timeZone })}</p>
      <div class="row">
        {times.map((time, i) => (
          <span key={i} class="buttons">
            <input
              type="time"
              required
              aria-label={t('shiftStart', { n: i + 1 })}
              value={time}
              onInput={({ currentTarget: { value } }) => setTimes(times.with(i, value))}
            />
            <button
              type="button"
              class="quiet"
              aria-label={`${t('remove')}: ${time}`}
              onClick={() => setTimes(times.filter((_, at) => at !== i))}
            >
              ✕
            </button>
          </span>
        ))}
        <button
          type="button"
          disabled={times.length >= 24}
          onClick={() => setTimes([...times, times.length === 0 ? '06:00' : ''])}
        >
          {t('addShift')}
        </button>
        <button type="submit" class="primary" disabled={!isChanged}>
          {t('save')}
        </button>
      </div>
    </form>
  );
}
