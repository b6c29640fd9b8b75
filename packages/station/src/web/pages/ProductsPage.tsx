import { useEffect, useState } from 'preact/hooks';
import { api, send } from '../api.ts';
import { CalibrationCard } from '../components/CalibrationCard.tsx';
import { Dropzone } from '../components/Dropzone.tsx';
import { FirstSteps } from '../components/FirstSteps.tsx';
import { JobProgress } from '../components/JobProgress.tsx';
import { ModelsCard } from '../components/ModelsCard.tsx';
import { ResolutionNote } from '../components/ResolutionNote.tsx';
import { ReviewComparison } from '../components/ReviewComparison.tsx';
import { SizesCard } from '../components/SizesCard.tsx';
import { StressCard } from '../components/StressCard.tsx';
import { ThresholdCard } from '../components/ThresholdCard.tsx';
import { TrainingImagesCard } from '../components/TrainingImagesCard.tsx';
import { useOnce } from '../components/useOnce.ts';
import { TransferProgress } from '../components/TransferProgress.tsx';
import { comebacks } from '../connection.ts';
import { attempt, inBackground, loadProducts, may, product, productId } from '../state.ts';
import { t } from '../t.ts';
import { uploadTo } from '../transfers.ts';
import type {
  FitJobResult,
  Job,
  ModelJobResult,
  Product,
  ScreenJobResult,
  SizesJobResult,
  StressReport,
  TrainingImage,
} from '../types.ts';

/** What can be done with the good images. */
type Work = 'fit' | 'update' | 'screen' | 'sizes' | 'stress';

/** What a product is learned from, and what was learned. */
export function ProductsPage() {
  const current = product.value;
  return (
    <>
      {current === null ? (
        <FirstSteps current={null}>{may('admin') && <NewProduct isFirst />}</FirstSteps>
      ) : (
        <>
          {may('admin') && <NewProduct />}
          {current.modelId === null && <FirstSteps current={current} />}
          <ProductDetails key={current.id} current={current} />
        </>
      )}
    </>
  );
}

function NewProduct({ isFirst = false }: { readonly isFirst?: boolean }) {
  const [name, setName] = useState('');
  const create = useOnce(async () => {
    const created = await send<Product>('POST', 'products', { name });
    await loadProducts();
    productId.value = created.id;
    // More may have been typed meanwhile.
    setName((now) => (now === name ? '' : now));
  });
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <label>
        {t('newProduct')}
        <input
          required
          maxLength={100}
          placeholder={t('name')}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class={isFirst ? 'primary' : ''}>
        {t('create')}
      </button>
    </form>
  );
}

function ProductDetails({ current }: { readonly current: Product }) {
  const [images, setImages] = useState<readonly TrainingImage[]>([]);
  const [jobId, setJobId] = useState<string | null>(null);
  const [ended, setEnded] = useState<Job | null>(null);
  const upload = uploadTo(current.id);
  const [lastFit, setLastFit] = useState<Job | null>(null);
  const load = () =>
    inBackground(async () => {
      setImages(await api<TrainingImage[]>(`products/${current.id}/images`));
    });
  useEffect(() => {
    void load();
  }, [current.id, current.images, current.modelId, comebacks.value]);
  useEffect(() => {
    void inBackground(async () => {
      const jobs = await api<Job[]>(`jobs?product=${current.id}&limit=20`);
      const open = jobs.find(({ finishedAt, kind }) => finishedAt === null && kind !== 'inspect');
      if (open !== undefined) setJobId(open.id);
      setLastFit(jobs.find(({ kind, state }) => kind === 'fit' && state === 'done') ?? null);
    });
  }, [current.id, current.images]);
  const begin = useOnce(async (work: Work) => {
    const { id } = await api<Job>(`products/${current.id}/${work}`, { method: 'POST' });
    setEnded(null);
    setJobId(id);
  });
  const end = (job: Job) => {
    setEnded(job);
    if (job.kind === 'fit' && job.state === 'done') setLastFit(job);
    void inBackground(loadProducts);
    void load();
  };
  const reload = () => {
    void inBackground(loadProducts);
    void load();
  };
  const fitted = current.modelId !== null;
  const resolution = (lastFit?.result as FitJobResult | undefined)?.resolution;
  return (
    <>
      <section class="card">
        <h1>{current.name}</h1>
        {may('admin') && (
          <Dropzone label={t('dropGood')} onFiles={(files) => upload.transfer.add(files)} />
        )}
        <TransferProgress kind="upload" productId={current.id} transfer={upload.transfer} />
        {upload.transfer.state.value.total > 0 && <AddedSummary {...upload.counts.value} />}
        {current.pendingImages > 0 && fitted && (
          <p class="hint">{t('pending', { n: current.pendingImages })}</p>
        )}
        {may('admin') && (
          <TeachButtons
            current={current}
            images={images}
            busy={jobId !== null && ended?.id !== jobId}
            onBegin={(work) => void begin(work)}
          />
        )}
        {jobId !== null && <JobProgress key={jobId} id={jobId} onEnd={end} />}
        {fitted && resolution != null && <ResolutionNote resolution={resolution} />}
      </section>
      <UpdateComparison current={current} ended={ended} />
      {ended?.kind === 'sizes' && ended.state === 'done' && (
        <SizesCard current={current} tried={ended.result as SizesJobResult} />
      )}
      {ended?.kind === 'stress' && ended.state === 'done' && (
        <StressCard report={ended.result as StressReport} />
      )}
      {fitted ? (
        <CalibrationCard current={current} images={images} onChange={reload} />
      ) : (
        images.length > 0 && <p class="hint">{t('noModel')}</p>
      )}
      {fitted && <ThresholdCard current={current} />}
      {fitted && <ModelsCard current={current} />}
      <TrainingImagesCard
        current={current}
        images={images}
        screened={
          ended?.kind === 'screen' && ended.state === 'done'
            ? (ended.result as ScreenJobResult).screened
            : null
        }
        onChange={reload}
      />
      {may('admin') && <RemoveProduct current={current} />}
    </>
  );
}

/** What the update that has just ended changed, as long as its model is the one in use. */
function UpdateComparison({
  current,
  ended,
}: {
  readonly current: Product;
  readonly ended: Job | null;
}) {
  if (ended?.kind !== 'update' || ended.state !== 'done') return null;
  const { modelId, reviewed } = ended.result as ModelJobResult;
  return modelId === current.modelId ? <ReviewComparison outcomes={reviewed} /> : null;
}

/** What can be learned from the good images now; the next step stands out. */
function TeachButtons({
  current,
  images,
  busy,
  onBegin,
}: {
  readonly current: Product;
  readonly images: readonly TrainingImage[];
  /** Whether something is being made of the product already. */
  readonly busy: boolean;
  readonly onBegin: (work: Work) => void;
}) {
  const fitted = current.modelId !== null;
  const isUpToDate = images.every(({ inModel }) => inModel) && current.pendingRemovals === 0;
  return (
    <>
      <div class="buttons">
        <button
          type="button"
          class={fitted ? '' : 'primary'}
          disabled={busy || images.length < 2}
          onClick={() => onBegin('fit')}
        >
          {t('fit')}
        </button>
        {fitted && (
          <button
            type="button"
            class={current.pendingImages > 0 ? 'primary' : ''}
            disabled={busy || isUpToDate}
            onClick={() => onBegin('update')}
          >
            {t('update')}
          </button>
        )}
        <button
          type="button"
          disabled={busy || images.length < 2}
          title={t('screenHint')}
          onClick={() => onBegin('screen')}
        >
          {t('screen')}
        </button>
        <button
          type="button"
          disabled={busy || images.length < 10}
          title={t('trySizesHint')}
          onClick={() => onBegin('sizes')}
        >
          {t('trySizes')}
        </button>
        {fitted && (
          <button
            type="button"
            disabled={busy}
            title={t('stressHint')}
            onClick={() => onBegin('stress')}
          >
            {t('stress')}
          </button>
        )}
        <a class="button" href="#/setup">
          {t('setup')}
        </a>
      </div>
      {(busy || images.length < 2) && (
        <p class="hint">
          {busy ? t('fitIsBusy') : t('fitNeedsImages', { more: 2 - images.length })}
        </p>
      )}
    </>
  );
}

function AddedSummary({ added, known }: { readonly added: number; readonly known: number }) {
  return (
    <p class="hint" role="status">
      {t('added', { n: added })}
      {known > 0 && `${t('comma')}${t('known', { n: known })}`}
    </p>
  );
}

function RemoveProduct({ current }: { readonly current: Product }) {
  const [asked, setAsked] = useState(false);
  const remove = () =>
    attempt(async () => {
      await api(`products/${current.id}`, { method: 'DELETE' });
      await loadProducts();
    });
  return (
    <p class="danger">
      {asked ? (
        <>
          {t('reallyRemove')}{' '}
          <button type="button" onClick={() => void remove()}>
            {t('remove')}
          </button>{' '}
          <button type="button" class="quiet" onClick={() => setAsked(false)}>
            {t('cancel')}
          </button>
        </>
      ) : (
        <button type="button" class="quiet" onClick={() => setAsked(true)}>
          {t('removeProduct')}
        </button>
      )}
    </p>
  );
}
