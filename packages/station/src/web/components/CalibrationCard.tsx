import { useEffect, useState } from 'preact/hooks';
import { api, send } from '../api.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground, loadProducts, may } from '../state.ts';
import { percent, t } from '../t.ts';
import type { Calibration, Product, TrainingImage } from '../types.ts';
import { Chart } from './Chart.tsx';
import { RateSlider, useThreshold } from './RateSlider.tsx';
import { SettersCard } from './SettersCard.tsx';

/** How the good images score, what rate they support, and which of them set the threshold. */
export function CalibrationCard({
  current,
  images,
  onChange,
}: {
  readonly current: Product;
  readonly images: readonly TrainingImage[];
  /** Called after an image was taken out. */
  readonly onChange: () => void;
}) {
  const [calibration, setCalibration] = useState<Calibration | null>(null);
  const [rate, setRate] = useState(current.falseRejectRate);
  useEffect(() => {
    setRate(current.falseRejectRate);
    void inBackground(async () =>
      setCalibration(await api<Calibration>(`products/${current.id}/calibration`)),
    );
  }, [current.id, current.modelId, current.falseRejectRate, comebacks.value]);
  const wished = useThreshold(calibration, rate);
  if (calibration === null) return null;
  const { scores, smallestRate, threshold } = calibration;
  const apply = () =>
    attempt(async () => {
      await send('PATCH', `products/${current.id}`, { falseRejectRate: rate });
      await loadProducts();
    });
  return (
    <>
      <section class="card">
        <h2>{t('calibration')}</h2>
        <p>
          {t('supported', { n: scores.length, rate: percent(smallestRate) })}{' '}
          {calibration.imagesNeeded > scores.length &&
            t(calibration.extrapolated ? 'extrapolated' : 'unresolved', {
              rate: percent(calibration.falseRejectRate),
              held: percent(calibration.heldRate),
              more: calibration.imagesNeeded - scores.length,
            })}{' '}
          {t('interval', {
            low: percent(calibration.interval.low),
            high: percent(calibration.interval.high),
          })}
        </p>
        <CalibrationChart scores={scores} threshold={wished?.threshold ?? threshold} />
        <p class="hint">{t('calibrationHint')}</p>
        <div class="row">
          <RateSlider
            label={t('falseRejectRate')}
            rate={rate}
            calibration={calibration}
            onRate={setRate}
          />
          {may('admin') && rate !== current.falseRejectRate && (
            <button type="button" onClick={() => void apply()}>
              {t('apply')}
            </button>
          )}
        </div>
      </section>
      <SettersCard {...{ current, calibration, images, onChange }} />
    </>
  );
}

function CalibrationChart({
  scores,
  threshold,
}: {
  readonly scores: readonly number[];
  readonly threshold: number;
}) {
  const n = scores.length;
  const above = scores.map((_, i) => (n - i) / (n + 1));
  const x = [...scores, Math.max(threshold, scores[n - 1]) * 1.0001];
  const at = x.findIndex((score) => score >= threshold);
  const withThreshold = [...x.slice(0, at), threshold, threshold, ...x.slice(at)];
  const spread = (values: readonly (number | null)[], fill: (i: number) => number | null) => [
    ...values.slice(0, at),
    fill(0),
    fill(1),
    ...values.slice(at),
  ];
  return (
    <Chart
      title={`${t('share')} / ${t('score')}`}
      x={withThreshold}
      logarithmic
      formatValue={percent}
      series={[
        {
          label: t('goodImages'),
          color: 'accent',
          kind: 'points',
          values: spread([...above, null], () => null),
        },
        {
          label: t('threshold'),
          color: 'bad',
          dashed: true,
          values: spread(
            x.map(() => null),
            (i) => (i === 0 ? 1 : 0.5 / (n + 1)),
          ),
        },
      ]}
    />
  );
}
