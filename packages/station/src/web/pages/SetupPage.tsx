import { useEffect, useMemo, useState } from 'preact/hooks';
import {
  planPreprocess,
  type PreprocessPlan,
  resolutionOf,
  type Size,
} from 'nominal-vision/internal/core/image';
import { address, api, ApiError, imageAddress, send } from '../api.ts';
import { useOnce } from '../components/useOnce.ts';
import { useKeys } from '../components/useKeys.ts';
import { comebacks } from '../connection.ts';
import { Canvas } from '../drawing/Canvas.tsx';
import { draftOf, drawingOf, IGNORED, noDraft, withShape } from '../drawing/draft.ts';
import { FitSettings, type Settings } from '../drawing/FitSettings.tsx';
import { keepDraft, keptDraft } from '../drawing/keptDraft.ts';
import { NetworkView } from '../drawing/NetworkView.tsx';
import { useDraft } from '../drawing/useDraft.ts';
import { type Tool, tools } from '../drawing/useTool.ts';
import { ZoneList } from '../drawing/ZoneList.tsx';
import {
  attempt,
  goTo,
  inBackground,
  loadProducts,
  may,
  product,
  route,
  routeQuery,
} from '../state.ts';
import { t } from '../t.ts';
import type { Drawing, Job, Model, Preset, Product, TrainingImage } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

/** Number of good images that are offered to draw on. */
const OFFERED = 24;

/** Where to look, and how: on a good image, before a fit. */
export function SetupPage() {
  const current = product.value;
  if (current === null) return <NoProduct />;
  const version = routeQuery.value.get('model');
  return <Setup key={`${current.id} ${version}`} current={current} version={version} />;
}

/** What the page begins with. */
interface Start {
  readonly images: readonly TrainingImage[];
  readonly presets: readonly Preset[];
  /** Settings of the next fit, or of a version. */
  readonly config: Settings;
  /** Null if nothing is drawn; `mask` if the region is a mask image. */
  readonly drawing: Drawing | 'mask' | null;
  /** The version whose settings are shown. */
  readonly model: Model | null;
}

/** The address holds the image that is drawn on, and whose settings are shown: #/setup/SHA-256?model=ID. */
function Setup({
  current,
  version,
}: {
  readonly current: Product;
  readonly version: string | null;
}) {
  const [start, setStart] = useState<Start | null>(null);
  useEffect(() => {
    void inBackground(async () => setStart(await load(current, version)));
  }, [current.id, comebacks.value]);
  if (start === null) return <p class="hint">{t('loading')}</p>;
  if (start.images.length === 0)
    return (
      <section class="card">
        <h1>
          {t('setup')}
          {t('colon')}
          {current.name}
        </h1>
        <p>
          {t('setupNoImages')} <a href="#/products">{t('products')}</a>
        </p>
      </section>
    );
  return <Editor current={current} start={start} onTaken={() => goTo('setup', '', {})} />;
}

function Editor({
  current,
  start: { images, presets, config, drawing, model },
  onTaken,
}: {
  readonly current: Product;
  readonly start: Start;
  readonly onTaken: () => void;
}) {
  const [, asked = ''] = route.value;
  const image = images.find(({ sha256 }) => sha256 === asked) ?? images[0];
  const size = useSize(image.sha256);
  const isFixed = model !== null || !may('admin');
  const [first] = useState(() => ({
    draft: drawing === null || drawing === 'mask' ? noDraft : draftOf(drawing),
    settings: config,
  }));
  const [saved, setSaved] = useState(first);
  const [kept, setKept] = useState(() => (isFixed ? null : keptDraft(current.id, first)));
  const { draft, change, undo, redo } = useDraft(kept?.draft ?? first.draft);
  const [settings, setSettings] = useState(kept?.settings ?? config);
  const [tool, setTool] = useState<Tool>('rectangle');
  const [zone, setZone] = useState(draft.zones.at(0)?.id ?? 1);
  const [chosen, setChosen] = useState<number | null>(null);
  const [brush, setBrush] = useState(3);
  const isChanged = saved.draft !== draft || saved.settings !== settings;
  useEffect(() => {
    if (!isFixed) keepDraft(current.id, saved, isChanged ? { draft, settings } : null);
  }, [draft, settings, saved]);
  const discard = () => {
    change(saved.draft);
    setSettings(saved.settings);
    setKept(null);
  };
  // A region belongs to images of one size.
  const drawnOn = drawing === null || drawing === 'mask' ? null : drawing;
  const place: Size | null = draft.shapes.length > 0 && drawnOn !== null ? drawnOn : size;
  const plan = useMemo(() => planOf(place, settings), [place, settings]);
  const radius = place === null ? 1 : Math.max(1, Math.round((brush / 100) * place.width));
  const remove = () => {
    if (chosen === null) return;
    change({ ...draft, shapes: draft.shapes.filter(({ id }) => id !== chosen) });
    setChosen(null);
  };
  useKeys({
    z: () => undo?.(),
    y: () => redo?.(),
    Delete: remove,
    Backspace: remove,
    r: () => setTool('rectangle'),
    p: () => setTool('polygon'),
    b: () => setTool('brush'),
    s: () => setTool('select'),
    h: () => setTool('hand'),
  });
  const save = async () => {
    const roi = place === null ? null : drawingOf(draft, place);
    const changes = Object.entries(settings).filter(
      ([key, value]) => value !== saved.settings[key as keyof Settings],
    );
    const config = { ...Object.fromEntries(changes), ...(draft === saved.draft ? {} : { roi }) };
    await send('PATCH', `products/${current.id}`, { config });
    setSaved({ draft, settings });
    setKept(null);
    await loadProducts();
  };
  const take = () =>
    attempt(async () => {
      await send('POST', `products/${current.id}/settings`, { modelId: model?.id });
      await loadProducts();
      onTaken();
    });
  const fit = useOnce(async () => {
    if (isChanged) await save();
    await api<Job>(`products/${current.id}/fit`, { method: 'POST' });
    goTo('products', '', {});
  });
  return (
    <>
      <section class="card">
        <h1>
          {t('setup')}
          {t('colon')}
          {current.name}
        </h1>
        {model !== null && (
          <div class="notice row">
            <span>{t('setupOfVersion', { n: model.version })}</span>
            {may('admin') && (
              <button type="button" class="primary" onClick={() => void take()}>
                {t('takeSettings')}
              </button>
            )}
            <a class="button quiet" href="#/setup">
              {t('nextFitSettings')}
            </a>
          </div>
        )}
        {kept !== null && isChanged && (
          <div class="notice row" role="status">
            <span>{t('draftRestored')}</span>
            <button type="button" onClick={discard}>
              {t('discardDraft')}
            </button>
          </div>
        )}
        {drawing === 'mask' && <p class="notice">{t('maskSet')}</p>}
        {place !== null && size !== null && !isSame(place, size) && (
          <p class="notice" role="status">
            {t('otherSize', {
              drawn: `${place.height} × ${place.width}`,
              image: `${size.height} × ${size.width}`,
            })}
          </p>
        )}
        <div class="inspection">
          <div>
            {!isFixed && (
              <div class="row layers" role="toolbar" aria-label={t('tools')}>
                <fieldset class="choice">
                  <legend>{t('tools')}</legend>
                  {tools.map((own) => (
                    <button
                      key={own}
                      type="button"
                      aria-pressed={tool === own}
                      title={`${t(`tool${own}`)} (${own[0].toUpperCase()})`}
                      onClick={() => setTool(own)}
                    >
                      {t(`tool${own}`)}
                    </button>
                  ))}
                </fieldset>
                <div class="buttons">
                  <button type="button" disabled={undo === null} onClick={() => undo?.()}>
                    {t('undo')} <kbd>Z</kbd>
                  </button>
                  <button type="button" disabled={redo === null} onClick={() => redo?.()}>
                    {t('redo')} <kbd>Y</kbd>
                  </button>
                  {/* Always there: the canvas must not move while something is drawn on it. */}
                  <button type="button" disabled={chosen === null} onClick={remove}>
                    {t('removeShape')}
                  </button>
                </div>
                {tool === 'brush' && (
                  <label class="slider">
                    {t('brushSize', { n: 2 * radius })}
                    <input
                      type="range"
                      min="0.5"
                      max="15"
                      step="0.5"
                      value={brush}
                      onInput={({ currentTarget }) => setBrush(Number(currentTarget.value))}
                    />
                  </label>
                )}
              </div>
            )}
            {place !== null && (
              <Canvas
                sha256={image.sha256}
                size={place}
                draft={draft}
                tool={isFixed ? null : tool}
                zone={zone}
                radius={radius}
                seen={plan !== null && isCutOff(plan) ? plan.sourceBox : null}
                chosen={chosen}
                onChoose={setChosen}
                onDrawn={(points) => {
                  const added = withShape(draft, zone, points, (n) => t('zoneName', { n }));
                  change(added.draft);
                  setZone(added.shape.zone);
                }}
                onChanged={(shape) =>
                  change({
                    ...draft,
                    shapes: draft.shapes.map((own) => (own.id === shape.id ? shape : own)),
                  })
                }
              />
            )}
            <ImageChoice images={images} shown={image} version={model?.id ?? ''} />
          </div>
          <ZoneList
            key={`${draft.zones.length} ${chosen}`}
            draft={draft}
            zone={draft.zones.some(({ id }) => id === zone) || zone === IGNORED ? zone : -1}
            chosen={chosen}
            modelRate={current.falseRejectRate}
            onZone={setZone}
            onChoose={setChosen}
            onChange={isFixed ? null : change}
          />
        </div>
      </section>
      <section class="card">
        <h2>{t('fitSettings')}</h2>
        <div class="inspection">
          <FitSettings
            settings={settings}
            presets={presets}
            plan={plan}
            resolution={place === null ? null : resolutionOf([place], optionsOf(settings))}
            hasRegion={draft.shapes.length > 0 || drawing === 'mask'}
            onChange={isFixed ? null : (changes) => setSettings({ ...settings, ...changes })}
          />
          {plan !== null && (
            <NetworkView
              sha256={image.sha256}
              plan={plan}
              draft={draft}
              tiles={
                settings.tile === null ? null : { tile: settings.tile, overlap: settings.overlap }
              }
            />
          )}
        </div>
      </section>
      {!isFixed && (
        <div class="card buttons save-bar">
          <button
            type="button"
            class={isChanged ? 'primary' : ''}
            disabled={!isChanged || plan === null}
            onClick={() => void attempt(save)}
          >
            {t('saveSettings')}
          </button>
          <button
            type="button"
            disabled={plan === null || images.length < 2}
            onClick={() => void fit()}
          >
            {t('saveAndFit')}
          </button>
          <span class="hint" role="status">
            {t(isChanged ? 'notSaved' : 'settingsSaved')}
          </span>
        </div>
      )}
    </>
  );
}

/** Good images to draw on. */
function ImageChoice({
  images,
  shown,
  version,
}: {
  readonly images: readonly TrainingImage[];
  readonly shown: TrainingImage;
  readonly version: string;
}) {
  return (
    <ul class="strip" aria-label={t('goodImages')}>
      {images.slice(0, OFFERED).map((image) => (
        <li key={image.sha256}>
          <button
            type="button"
            class="tile"
            aria-current={image === shown ? 'true' : undefined}
            title={image.name}
            onClick={() => goTo('setup', image.sha256, { model: version })}
          >
            <img loading="lazy" src={imageAddress(image.sha256, 192)} alt={image.name} />
          </button>
        </li>
      ))}
    </ul>
  );
}

async function load(current: Product, version: string | null): Promise<Start> {
  const [images, presets, model] = await Promise.all([
    api<TrainingImage[]>(`products/${current.id}/images`),
    api<Preset[]>('presets'),
    version === null ? null : api<Model>(`models/${version}`),
  ]);
  const config = model === null ? current.config : (model.config ?? current.config);
  const whose = model === null ? `products/${current.id}` : `models/${model.id}`;
  const drawing = config.roi == null ? null : await loadDrawing(`${whose}/region`);
  return { images, presets, config, drawing, model };
}

async function loadDrawing(path: string): Promise<Drawing | 'mask' | null> {
  const response = await fetch(address(path));
  if (response.status === 404) return null;
  if (!response.ok) throw new ApiError('UNKNOWN', `${response.status} ${response.statusText}`);
  const isDrawing = response.headers.get('content-type')?.includes('json') === true;
  return isDrawing ? ((await response.json()) as Drawing) : 'mask';
}

/** Height and width of an image, once they are known. */
function useSize(sha256: string): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    void inBackground(async () => setSize(await api<Size>(`images/${sha256}/size`)));
  }, [sha256]);
  return size;
}

function optionsOf({ resize, fit }: Settings) {
  return { resize, fit };
}

/** Null if the settings ask for a crop that the image does not have. */
function planOf(image: Size | null, { resize, fit, crop }: Settings): PreprocessPlan | null {
  if (image === null) return null;
  try {
    return planPreprocess(image, { resize, fit, crop });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether the network sees less than the whole image. */
function isCutOff({ sourceBox, image }: PreprocessPlan): boolean {
  const { x, y, height, width } = sourceBox;
  return x > 0 || y > 0 || x + width < image.width - 0.5 || y + height < image.height - 0.5;
}

function isSame(a: Size, b: Size): boolean {
  return a.height === b.height && a.width === b.width;
}
