import { percent } from '../t.ts';

const LEAST = Math.log(0.001);
const MOST = Math.log(0.3);

/** A false-reject rate from 0.1 % to 30 %, finer where it is small. */
export function RateSlider({
  label,
  rate,
  onRate,
}: {
  readonly label: string;
  readonly rate: number;
  readonly onRate: (rate: number) => void;
}) {
  return (
    <label class="slider">
      {label} <strong>{percent(rate)}</strong>
      <input
        type="range"
        min={LEAST}
        max={MOST}
        step="0.01"
        value={Math.log(rate)}
        aria-valuetext={percent(rate)}
        onInput={(event) =>
          onRate(Number(Math.exp(Number(event.currentTarget.value)).toPrecision(2)))
        }
      />
    </label>
  );
}
