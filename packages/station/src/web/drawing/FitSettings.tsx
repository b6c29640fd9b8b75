import type { PreprocessPlan, Resolution } from 'nominal-vision/internal/core/image';
import { ResolutionNote } from '../components/ResolutionNote.tsx';
import { t } from '../t.ts';
import type { FitConfig, Preset } from '../types.ts';

/** What the console sets of a fit, apart from the region. */
export type Settings = Pick<FitConfig, 'resize' | 'fit' | 'crop' | 'tile' | 'overlap'> &
  Pick<FitConfig, 'align' | 'normalizeExposure' | 'foreground'> &
  Partial<FitConfig>;

const sides = [128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 1024];
const tileSides = [256, 384, 512];
const shapes = ['stretch', 'keep', 'pad', 'crop'] as const;

/** Preset, size, tiles and alignment, in plain words. */
export function FitSettings({
  settings,
  presets,
  plan,
  resolution,
  hasRegion,
  onChange,
}: {
  readonly settings: Settings;
  readonly presets: readonly Preset[];
  /** Null if these settings do not fit the image. */
  readonly plan: PreprocessPlan | null;
  readonly resolution: Resolution | null;
  /** Whether a region is drawn: it cannot be found as well. */
  readonly hasRegion: boolean;
  /** Null where nothing may be changed. */
  readonly onChange: ((changes: Partial<Settings>) => void) | null;
}) {
  const preset = presets.find(({ config }) => sets(config, settings))?.name;
  const { resize, tile, align, normalizeExposure, foreground } = settings;
  const fit = fitOf(settings);
  const side = sideOf(resize);
  const suggested = resolution?.suggestion?.resize ?? null;
  const isFixed = onChange === null;
  const change = (changes: Partial<Settings>) => onChange?.(changes);
  return (
    <fieldset class="settings" disabled={isFixed} aria-label={t('fitSettings')}>
      <fieldset class="presets">
        <legend>{t('preset')}</legend>
        {presets.map(({ name, config, available }) => (
          <label key={name} class="preset">
            <input
              type="radio"
              name="preset"
              checked={name === preset}
              disabled={!available}
              onChange={() => change({ ...config, fit: fitOf(config) })}
            />
            <span>
              <strong>{t(`preset${name}`)}</strong>
              <span class="hint">{t(available ? `preset${name}Hint` : 'presetUnavailable')}</span>
            </span>
          </label>
        ))}
        {preset === undefined && <p class="hint">{t('presetOwn')}</p>}
      </fieldset>
      <div class="row">
        <label>
          {t('inputSize')}
          <select
            value={side}
            onChange={({ currentTarget: { value } }) => change({ resize: resizeOf(value, fit) })}
          >
            {[...new Set([...sides.map(String), side])].map((value) => (
              <option key={value} value={value}>
                {value === 'own' ? t('ownSize') : value.replace('x', ' × ')}
              </option>
            ))}
            {side !== 'own' && <option value="own">{t('ownSize')}</option>}
          </select>
        </label>
        <label>
          {t('inputShape')}
          <select
            value={fit}
            disabled={resize === null}
            onChange={({ currentTarget }) => {
              const chosen = currentTarget.value as (typeof shapes)[number];
              change({ fit: chosen, resize: resizeOf(side, chosen) });
            }}
          >
            {shapes.map((value) => (
              <option key={value} value={value}>
                {t(`shape${value}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('tiles')}
          <select
            value={tile ?? ''}
            onChange={({ currentTarget: { value } }) =>
              change({ tile: value === '' ? null : Number(value) })
            }
          >
            <option value="">{t('noTiles')}</option>
            {[...new Set([...tileSides, ...(tile === null ? [] : [tile])])].map((value) => (
              <option key={value} value={value}>
                {t('tilesOf', { n: value })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={align}
          onChange={({ currentTarget }) => change({ align: currentTarget.checked })}
        />
        <span>{t('alignSetting')}</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={normalizeExposure}
          onChange={({ currentTarget }) => change({ normalizeExposure: currentTarget.checked })}
        />
        <span>{t('exposureSetting')}</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={foreground}
          disabled={hasRegion && !foreground}
          onChange={({ currentTarget }) => change({ foreground: currentTarget.checked })}
        />
        <span>{t(hasRegion ? 'foregroundDrawn' : 'foregroundSetting')}</span>
      </label>
      {plan === null ? (
        <p class="error" role="alert">
          {t('cropTooLarge')}
        </p>
      ) : (
        <p class="hint">
          {t('becomes', {
            image: `${plan.image.height} × ${plan.image.width}`,
            resized: `${plan.resized.height} × ${plan.resized.width}`,
            input: `${plan.input.height} × ${plan.input.width}`,
          })}
        </p>
      )}
      {resolution !== null && <ResolutionNote resolution={resolution} />}
      {suggested !== null && !isFixed && (
        <button type="button" onClick={() => change({ resize: suggested, fit: 'stretch' })}>
          {t('useSize')}
          {t('colon')}
          {suggested.height} × {suggested.width}
        </button>
      )}
    </fieldset>
  );
}

/** How images of another aspect are brought to the size, said or not. */
function fitOf({ fit, resize = null }: Partial<FitConfig>): NonNullable<FitConfig['fit']> {
  return fit ?? (typeof resize === 'number' || resize === null ? 'keep' : 'stretch');
}

/** Whether settings are those of a preset. */
function sets(config: Partial<FitConfig>, settings: Partial<FitConfig>): boolean {
  const isSame = ([key, value]: [string, unknown]) =>
    JSON.stringify(value) === JSON.stringify(settings[key as keyof FitConfig] ?? null);
  return fitOf(config) === fitOf(settings) && Object.entries(config).every(isSame);
}

/** A size as the text of its choice: one side, both of them, or the image's own. */
function sideOf(resize: FitConfig['resize']): string {
  if (resize === null) return 'own';
  if (typeof resize === 'number') return String(resize);
  return resize.height === resize.width
    ? String(resize.height)
    : `${resize.height}x${resize.width}`;
}

function resizeOf(side: string, fit: FitConfig['fit']): FitConfig['resize'] {
  if (side === 'own') return null;
  const [height, width = height] = side.split('x').map(Number);
  return fit === 'keep' ? Math.min(height, width) : { height, width };
}
