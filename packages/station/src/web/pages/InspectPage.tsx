import { useEffect, useRef, useState } from 'preact/hooks';
import { api, send } from '../api.ts';
import { Camera } from '../components/Camera.tsx';
import { Dropzone } from '../components/Dropzone.tsx';
import { JobProgress } from '../components/JobProgress.tsx';
import { RateSlider, useThreshold } from '../components/RateSlider.tsx';
import { TransferProgress } from '../components/TransferProgress.tsx';
import { useOnce } from '../components/useOnce.ts';
import { useOpened } from '../components/useOpened.ts';
import { Viewer } from '../components/Viewer.tsx';
import { Wall } from '../components/Wall.tsx';
import { withNewer, withNow } from '../components/newestFirst.ts';
import { comebacks } from '../connection.ts';
import {
  attempt,
  goTo,
  inBackground,
  loadProducts,
  may,
  product,
  route,
  showHere,
} from '../state.ts';
import { t } from '../t.ts';
import { inspectingOf } from '../transfers.ts';
import type { Calibration, Inspection, Job, Product } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

/** Number of decisions for which the slider shows the verdicts at another rate. */
const RECENT = 60;

/** Images in, verdicts out. */
export function InspectPage() {
  const current = product.value;
  if (current === null) return <NoProduct />;
  if (current.modelId === null) return <p class="hint">{t('noModel')}</p>;
  return <Inspect key={current.id} current={current} />;
}

function Inspect({ current }: { readonly current: Product }) {
  const [recent, setRecent] = useState<readonly Inspection[] | null>(null);
  const [, openId = ''] = route.value;
  const { open: shown, setOpen: setShown, change: changeShown } = useOpened(openId, recent);
  /** Whether results are shown as they come: until another decision is opened. */
  const isFollowing = useRef(true);
  const inspecting = inspectingOf(current.id);
  const { transfer } = inspecting;
  const loadRecent = () =>
    inBackground(async () => {
      const path = `inspections?product=${current.id}&limit=${RECENT}`;
      const { inspections } = await api<{ inspections: Inspection[] }>(path);
      setRecent((came) => withNewer(inspections, came ?? []));
    });
  useEffect(() => {
    void loadRecent();
  }, [current.id, comebacks.value]);
  useEffect(() => {
    inspecting.onResult = ({ inspections }) => {
      setRecent((before) => withNow(inspections, before ?? []).slice(0, RECENT));
      if (inspections.length === 0 || !isFollowing.current) return;
      setShown(inspections[0]);
      showHere('inspect', String(inspections[0].id));
    };
    return () => (inspecting.onResult = () => undefined);
  }, [inspecting]);
  const inspect = (files: readonly File[]) => {
    // The last verdict is not one of the image that is being judged.
    showHere('inspect', '');
    isFollowing.current = true;
    transfer.add(files);
  };
  const step = (inspection: Inspection | null) => {
    isFollowing.current = false;
    if (inspection !== null) setShown(inspection);
    goTo('inspect', inspection === null ? '' : String(inspection.id));
  };
  const open = (inspection: Inspection) => {
    step(inspection);
    window.scrollTo({ top: 0 });
  };
  const change = (changed: Inspection) => {
    changeShown(changed);
    setRecent((before) => before?.map((own) => (own.id === changed.id ? changed : own)) ?? null);
  };
  return (
    <>
      <section class="card">
        <h1>
          {t('inspect')}
          {t('colon')}
          {current.name}
        </h1>
        <div class="row inspect-inputs">
          <Dropzone label={t('dropAny')} onFiles={inspect} />
          <Camera onPicture={(picture) => inspect([picture])} />
        </div>
        <TransferProgress kind="inspect" productId={current.id} transfer={transfer} />
      </section>
      {shown !== null && (
        <Viewer inspection={shown} list={recent} onOpen={step} onChange={change} />
      )}
      {recent !== null && (
        <WhatIf
          current={current}
          recent={recent}
          shown={shown}
          onOpen={open}
          onJudged={() => void loadRecent()}
        />
      )}
    </>
  );
}

/** What another rate would have rejected, at once: only the calibration scores are needed. */
function WhatIf({
  current,
  recent,
  shown,
  onOpen,
  onJudged,
}: {
  readonly current: Product;
  readonly recent: readonly Inspection[];
  readonly shown: Inspection | null;
  /** Called when images were judged again. */
  readonly onJudged: () => void;
  readonly onOpen: (inspection: Inspection) => void;
}) {
  const [calibration, setCalibration] = useState<Calibration | null>(null);
  const [rate, setRate] = useState(current.falseRejectRate);
  useEffect(() => {
    let isOver = false;
    void inBackground(async () => {
      const loaded = await api<Calibration>(`products/${current.id}/calibration`);
      if (!isOver) setCalibration(loaded);
    });
    return () => (isOver = true);
  }, [current.id, current.modelId]);
  const threshold = useThreshold(calibration, rate)?.threshold ?? Infinity;
  // Scores of other models do not compare with this one's threshold.
  const own = recent.filter(({ modelId }) => modelId === current.modelId);
  const ownImages = new Set(own.map(({ sha256 }) => sha256));
  const others = new Set(recent.flatMap(({ sha256 }) => (ownImages.has(sha256) ? [] : [sha256])))
    .size;
  const rejected = ({ imageScore }: Inspection) => imageScore > threshold;
  const [again, setAgain] = useState<string | null>(null);
  const [isAgain, setIsAgain] = useState(false);
  const judgeAgain = useOnce(async () => {
    setAgain((await api<Job>(`products/${current.id}/again`, { method: 'POST' })).id);
    setIsAgain(true);
  });
  const onAgain = () => {
    setIsAgain(false);
    onJudged();
  };
  const apply = () =>
    attempt(async () => {
      await send('PATCH', `products/${current.id}`, { falseRejectRate: rate });
      await loadProducts();
    });
  return (
    <section class="card">
      <h2>{t('recent')}</h2>
      <div class="row">
        <RateSlider
          label={t('rateSlider')}
          rate={rate}
          calibration={calibration}
          onRate={setRate}
        />
        <span data-testid="would-reject">
          {t('wouldReject', { n: own.filter(rejected).length, total: own.length })}
        </span>
        {may('admin') && rate !== current.falseRejectRate && (
          <button type="button" onClick={() => void apply()}>
            {t('apply')}
          </button>
        )}
      </div>
      {others > 0 && (
        <div class="notice">
          {t(own.length === 0 ? 'otherModel' : 'otherModelSome', { n: others })}{' '}
          {may('admin') && (
            <button type="button" disabled={isAgain} onClick={() => void judgeAgain()}>
              {t('judgeAgain')}
            </button>
          )}
          {again !== null && <JobProgress key={again} id={again} onEnd={onAgain} />}
        </div>
      )}
      {(own.length > 0 || others === 0) && (
        <Wall inspections={own} shown={shown} onOpen={onOpen} rejected={rejected} />
      )}
    </section>
  );
}
