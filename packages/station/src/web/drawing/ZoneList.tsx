import { t } from '../t.ts';
import {
  type Draft,
  type DraftZone,
  IGNORED,
  isRectangle,
  type Point,
  rectangle,
  type Shape,
  withoutZone,
  withZone,
} from './draft.ts';
import { colorOf } from './Shapes.tsx';

/** The zones of a draft with their rates, what is ignored, and the shapes of each. */
export function ZoneList({
  draft,
  zone,
  chosen,
  modelRate,
  onZone,
  onChoose,
  onChange,
}: {
  readonly draft: Draft;
  /** The zone that is drawn in. */
  readonly zone: number;
  readonly chosen: number | null;
  /** Rate of the product, of which each zone without one gets its part. */
  readonly modelRate: number;
  readonly onZone: (zone: number) => void;
  readonly onChoose: (shape: number | null) => void;
  /** Null where nothing may be changed. */
  readonly onChange: ((draft: Draft) => void) | null;
}) {
  const { zones, shapes } = draft;
  const shapesOf = (id: number) => shapes.filter((shape) => shape.zone === id);
  const replace = (changed: DraftZone) =>
    onChange?.({ ...draft, zones: zones.map((own) => (own.id === changed.id ? changed : own)) });
  const shapesList = (id: number) => (
    <ShapeList
      shapes={shapesOf(id)}
      chosen={chosen}
      onChoose={onChoose}
      onChange={
        onChange === null
          ? null
          : (own) =>
              onChange({ ...draft, shapes: [...shapes.filter((one) => one.zone !== id), ...own] })
      }
    />
  );
  return (
    <div class="zones">
      <h2>{t('zones')}</h2>
      <p class="hint">
        {t(zones.length > 0 ? 'zonesHint' : shapes.length > 0 ? 'onlyIgnored' : 'noZones')}
      </p>
      <ul>
        {zones.map((own) => (
          <li key={own.id} class={own.id === zone ? 'zone active' : 'zone'}>
            <ZoneHead
              color={colorOf(draft, own.id)}
              name={own.name}
              isActive={own.id === zone}
              onZone={onChange === null ? null : () => onZone(own.id)}
            />
            {onChange !== null && (
              <div class="row">
                <label>
                  {t('name')}
                  <input
                    value={own.name}
                    maxLength={100}
                    onChange={(event) => {
                      const name = event.currentTarget.value.trim();
                      const isTaken = zones.some((other) => other !== own && other.name === name);
                      if (name === '' || isTaken) event.currentTarget.value = own.name;
                      else replace({ ...own, name });
                    }}
                  />
                </label>
                <RateField
                  rate={own.falseRejectRate}
                  share={modelRate / Math.max(1, zones.length)}
                  onRate={(falseRejectRate) => replace({ ...own, falseRejectRate })}
                />
                <button
                  type="button"
                  class="quiet"
                  aria-label={`${t('removeZone')}: ${own.name}`}
                  onClick={() => onChange(withoutZone(draft, own.id))}
                >
                  {t('removeZone')}
                </button>
              </div>
            )}
            {onChange === null && own.falseRejectRate !== null && (
              <p class="hint">
                {t('falseRejectRate')}: {own.falseRejectRate * 100} %
              </p>
            )}
            {own.threshold !== null && (
              <p class="hint">
                {t('threshold')}: {own.threshold}
              </p>
            )}
            {shapesList(own.id)}
          </li>
        ))}
        <li class={zone === IGNORED ? 'zone active' : 'zone'}>
          <ZoneHead
            color={colorOf(draft, IGNORED)}
            name={t('ignored')}
            isActive={zone === IGNORED}
            onZone={onChange === null ? null : () => onZone(IGNORED)}
          />
          <p class="hint">{t('ignoredHint')}</p>
          {shapesList(IGNORED)}
        </li>
      </ul>
      {onChange !== null && (
        <button
          type="button"
          onClick={() => {
            const added = withZone(draft, (n) => t('zoneName', { n }));
            onChange(added);
            onZone(added.zones[added.zones.length - 1].id);
          }}
        >
          {t('addZone')}
        </button>
      )}
    </div>
  );
}

function ZoneHead({
  color,
  name,
  isActive,
  onZone,
}: {
  readonly color: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly onZone: (() => void) | null;
}) {
  const swatch = <i class="swatch" style={{ background: color }} />;
  if (onZone === null)
    return (
      <p class="zone-head">
        {swatch} {name}
      </p>
    );
  return (
    <button type="button" class="zone-head" aria-pressed={isActive} onClick={onZone}>
      {swatch} {name}
    </button>
  );
}

/** A rate in percent; empty for the zone's part of the product's. */
function RateField({
  rate,
  share,
  onRate,
}: {
  readonly rate: number | null;
  readonly share: number;
  readonly onRate: (rate: number | null) => void;
}) {
  const shown = rate === null ? '' : String(Number((rate * 100).toFixed(4)));
  return (
    <label>
      {t('zoneRate')}
      <input
        type="number"
        min="0.001"
        max="99"
        step="any"
        placeholder={Number((share * 100).toFixed(3)).toString()}
        value={shown}
        onChange={(event) => {
          const { value, valueAsNumber } = event.currentTarget;
          if (value === '') onRate(null);
          else if (valueAsNumber > 0 && valueAsNumber < 100) onRate(valueAsNumber / 100);
          else event.currentTarget.value = shown;
        }}
      />
    </label>
  );
}

/** What is drawn of a zone: to be chosen, removed, and, of a rectangle, set by numbers. */
function ShapeList({
  shapes,
  chosen,
  onChoose,
  onChange,
}: {
  readonly shapes: readonly Shape[];
  readonly chosen: number | null;
  readonly onChoose: (shape: number | null) => void;
  readonly onChange: ((shapes: readonly Shape[]) => void) | null;
}) {
  if (shapes.length === 0) return null;
  return (
    <ul class="shapes">
      {shapes.map((shape) => {
        const isChosen = shape.id === chosen;
        const name = nameOf(shape);
        return (
          <li key={shape.id}>
            {onChange === null ? (
              name
            ) : (
              <>
                <button
                  type="button"
                  class="quiet"
                  aria-pressed={isChosen}
                  onClick={() => onChoose(isChosen ? null : shape.id)}
                >
                  {name}
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`${t('remove')}: ${name}`}
                  onClick={() => onChange(shapes.filter((own) => own !== shape))}
                >
                  ✕
                </button>
                {isChosen && isRectangle(shape) && (
                  <Numbers
                    shape={shape}
                    onChange={(points) =>
                      onChange(shapes.map((own) => (own === shape ? { ...shape, points } : own)))
                    }
                  />
                )}
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function nameOf(shape: Shape): string {
  const { points, radius } = shape;
  if (radius !== null) return t('shapebrush', { n: points.length, radius });
  if (!isRectangle(shape)) return t('shapepolygon', { n: points.length });
  const { x, y, width, height } = boxOf(points);
  return t('shaperectangle', { x, y, width, height });
}

function boxOf(points: readonly Point[]): Record<'x' | 'y' | 'width' | 'height', number> {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function Numbers({
  shape: { points },
  onChange,
}: {
  readonly shape: Shape;
  readonly onChange: (points: Point[]) => void;
}) {
  const box = boxOf(points);
  const keys = ['x', 'y', 'width', 'height'] as const;
  return (
    <span class="numbers">
      {keys.map((key) => (
        <label key={key}>
          {t(`box${key}`)}
          <input
            type="number"
            min={key === 'x' || key === 'y' ? 0 : 1}
            value={box[key]}
            onChange={(event) => {
              const { valueAsNumber } = event.currentTarget;
              if (!Number.isFinite(valueAsNumber) || valueAsNumber < 0) return;
              const changed: typeof box = { ...box, [key]: valueAsNumber };
              const { x, y, width, height } = changed;
              onChange(rectangle([x, y], [x + Math.max(1, width), y + Math.max(1, height)]));
            }}
          />
        </label>
      ))}
    </span>
  );
}
