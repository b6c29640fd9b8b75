/** A number that can be switched off; null is off. */
export function NumberSwitch({
  label,
  unit,
  value,
  whenOn,
  min,
  max,
  onValue,
}: {
  readonly label: string;
  readonly unit: string;
  readonly value: number | null;
  /** The number where it is switched on. */
  readonly whenOn: number;
  readonly min: number;
  readonly max: number;
  readonly onValue: (value: number | null) => void;
}) {
  return (
    <fieldset class="number-switch">
      <label class="check">
        <input
          type="checkbox"
          checked={value !== null}
          onChange={(event) => onValue(event.currentTarget.checked ? whenOn : null)}
        />
        {label}
      </label>
      <span class="with-unit">
        <input
          type="number"
          aria-label={label}
          disabled={value === null}
          {...{ min, max }}
          required
          value={value ?? whenOn}
          onInput={(event) => onValue(event.currentTarget.valueAsNumber)}
        />
        {unit}
      </span>
    </fieldset>
  );
}
