import { useEffect, useMemo, useState } from 'preact/hooks';
import { ScoreCalibration } from 'nominal-vision/internal/core/calibration';
import { api, send, sendFiles } from '../api.ts';
import { Camera } from '../components/Camera.tsx';
import { Dropzone } from '../components/Dropzone.tsx';
import { InspectionView } from '../components/InspectionView.tsx';
import { RateSlider } from '../components/RateSlider.tsx';
import { Wall } from '../components/Wall.tsx';
import { attempt, loadProducts, may, product } from '../state.ts';
import { t } from '../t.ts';
import type { Calibration, Inspection, InspectResult, Product } from '../types.ts';
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
  const [shown, setShown] = useState<Inspection | null>(null);
  const [recent, setRecent] = useState<readonly Inspection[]>([]);
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState<InspectResult['failures']>([]);
  useEffect(() => {
    void attempt(async () => {
      const path = `inspections?product=${current.id}&limit=${RECENT}`;
      setRecent((await api<{ inspections: Inspection[] }>(path)).inspections);
    });
  }, [current.id]);
  const inspect = (files: readonly (File | Blob)[]) =>
    attempt(async () => {
      setBusy(true);
      try {
        const result = await sendFiles<InspectResult>(`inspect?product=${current.id}`, files);
        const newest = result.inspections.toReversed();
        setRecent((before) => [...newest, ...before].slice(0, RECENT));
        setShown(result.inspections.at(0) ?? null);
        setFailures(result.failures);
      } finally {
        setBusy(false);
      }
    });
  const change = (changed: Inspection) => {
    setShown(changed);
    setRecent((before) => before.map((own) => (own.id === changed.id ? changed : own)));
  };
  return (
    <>
      <section class="card">
        <h1>
          {t('inspect')}: {current.name}
        </h1>
        <div class="row inspect-inputs">
          <Dropzone label={t('dropAny')} onFiles={(files) => void inspect(files)} />
          <Camera onPicture={(picture) => void inspect([picture])} />
        </div>
        {busy && <progress />}
        {failures.map(({ name, message }) => (
          <p key={name} class="error">
            {name}: {message}
          </p>
        ))}
        {shown !== null && <InspectionView key={shown.id} inspection={shown} onChange={change} />}
      </section>
      <WhatIf current={current} recent={recent} onOpen={setShown} />
    </>
  );
}

/** What another rate would have rejected, at once: only the calibration scores are needed. */
function WhatIf({
  current,
  recent,
  onOpen,
}: {
  readonly current: Product;
  readonly recent: readonly Inspection[];
  readonly onOpen: (inspection: Inspection) => void;
}) {
  const [calibration, setCalibration] = useState<Calibration | null>(null);
  const [rate, setRate] = useState(current.falseRejectRate);
  useEffect(() => {
    void attempt(async () =>
      setCalibration(await api<Calibration>(`products/${current.id}/calibration`)),
    );
  }, [current.id, current.modelId]);
  const threshold = useMemo(
    () =>
      calibration === null
        ? Infinity
        : new ScoreCalibration(Float32Array.from(calibration.scores)).threshold(
            rate,
            calibration.extrapolate,
          ).threshold,
    [calibration, rate],
  );
  // Scores of other models do not compare with this one's threshold.
  const own = recent.filter(({ modelId }) => modelId === current.modelId);
  const rejected = ({ imageScore }: Inspection) => imageScore > threshold;
  const apply = () =>
    attempt(async () => {
      await send('PATCH', `products/${current.id}`, { falseRejectRate: rate });
      await loadProducts();
    });
  return (
    <section class="card">
      <h2>{t('recent')}</h2>
      <div class="row">
        <RateSlider label={t('rateSlider')} rate={rate} onRate={setRate} />
        <span data-testid="would-reject">
          {t('wouldReject', { n: own.filter(rejected).length, total: own.length })}
        </span>
        {may('admin') && rate !== current.falseRejectRate && (
          <button type="button" onClick={() => void apply()}>
            {t('apply')}
          </button>
        )}
      </div>
      <Wall inspections={own} onOpen={onOpen} rejected={rejected} />
    </section>
  );
}
