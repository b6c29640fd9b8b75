import { useId, useMemo } from 'preact/hooks';
import { ScoreCalibration } from 'nominal-vision/internal/core/calibration';
import { decimal, percent, t } from '../t.ts';
import type { Calibration } from '../types.ts';

const LEAST = Math.log(0.001);
const MOST = Math.log(0.3);
/** Marks along the slider. */
const MARKED = 12;

/** The threshold of a rate, by a model's calibration; null until that is there. */
export function useThreshold(calibration: Calibration | null, rate: number) {
  const own = useMemo(
    () =>
      calibration === null ? null : new ScoreCalibration(Float32Array.from(calibration.scores)),
    [calibration],
  );
  return own?.threshold(rate, calibration?.extrapolate) ?? null;
}

/**
 * A false-reject rate from 0.1 % to 30 %, finer where it is small, with the threshold that it gives. The
 * marks are the rates at which the next good image is rejected; below the first no image tells rates apart.
 */
export function RateSlider({
  label,
  rate,
  calibration,
  onRate,
}: {
  readonly label: string;
  readonly rate: number;
  readonly calibration: Calibration | null;
  readonly onRate: (rate: number) => void;
}) {
  const steps = useId();
  const held = useThreshold(calibration, rate);
  const images = calibration?.scores.length ?? 0;
  return (
    <div>
      <label class="slider">
        {label} <strong>{percent(rate)}</strong>
        <input
          type="range"
          min={LEAST}
          max={MOST}
          step="0.01"
          list={steps}
          value={Math.log(rate)}
          aria-valuetext={percent(rate)}
          onInput={(event) =>
            onRate(Number(Math.exp(Number(event.currentTarget.value)).toPrecision(2)))
          }
        />
        <datalist id={steps}>
          {Array.from({ length: Math.min(MARKED, images) }, (_, i) => (
            <option key={i} value={Math.log((i + 1) / (images + 1))} />
          ))}
        </datalist>
      </label>
      {held !== null && (
        <span class="hint" data-testid="rate-threshold">
          {t('threshold')} {decimal(held.threshold, 2)}
          {held.extrapolated && `${t('semicolon')}${t('isExtrapolated')}`}
          {!held.extrapolated &&
            held.heldRate > rate * 1.005 &&
            `${t('semicolon')}${t('holds', { rate: percent(held.heldRate) })}`}
        </span>
      )}
    </div>
  );
}
