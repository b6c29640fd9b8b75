import { t } from '../t.ts';
import type { ShiftSettings } from '../types.ts';
import { useSettings } from './useSettings.ts';

/** When the counters of the operator's screen begin again by themselves. */
export function ShiftsCard() {
  const { settings, isChanged, change, save } = useSettings<ShiftSettings>(
    'shifts/settings',
    ({ times }) => ({ times }),
  );
  if (settings === null) return null;
  const { times, timeZone } = settings;
  const setTimes = (changed: string[]) => change({ ...settings, times: changed });
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
      <p class="hint">{t('shiftsHint', { zone: timeZone })}</p>
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
