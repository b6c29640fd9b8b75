import { useEffect, useMemo, useState } from 'preact/hooks';
import { detectionCurve, ScoreCalibration } from 'nominal-vision/internal/core/calibration';
import { toImageScore } from 'nominal-vision/internal/core/scoring';
import { api, imageAddress, send } from '../api.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground, loadProducts, may } from '../state.ts';
import { decimal, percent, t } from '../t.ts';
import { testArrivals, testImagesTo } from '../testTransfers.ts';
import type { Calibration, Model, Product, TestImage, TestRun } from '../types.ts';
import { Dropzone } from './Dropzone.tsx';
import { Histogram, rangeOf } from './Histogram.tsx';
import { TransferProgress } from './TransferProgress.tsx';
import { Verdict } from './Verdict.tsx';

/** What a model makes of the test images. */
interface Tested {
  readonly calibration: Calibration;
  readonly images: readonly TestImage[];
}

/** The threshold against known defects and known good parts, and two versions against each other. */
export function ThresholdCard({ current }: { readonly current: Product }) {
  const { tested, left, reload } = useTested(current, current.modelId);
  const [otherId, setOtherId] = useState('');
  const drops = (['defective', 'good'] as const).map((label) => {
    const transfer = testImagesTo(current.id, label);
    return (
      <div key={label}>
        <Dropzone
          label={t(label === 'good' ? 'dropKnownGood' : 'dropDefects')}
          onFiles={(files) => transfer.add(files)}
        />
        <TransferProgress kind="upload" productId={`${current.id}-${label}`} transfer={transfer} />
      </div>
    );
  });
  return (
    <section class="card" data-testid="threshold">
      <h2>{t('thresholdTest')}</h2>
      <p class="hint">{t('thresholdTestHint')}</p>
      {current.threshold !== null && (
        <div class="notice row" data-testid="by-hand">
          <span>{t('thresholdByHand', { threshold: current.threshold })}</span>
          {may('admin') && (
            <button type="button" onClick={() => void setByHand(current, null)}>
              {t('backToCalibrated')}
            </button>
          )}
        </div>
      )}
      {may('admin') && <div class="drops">{drops}</div>}
      {left > 0 && (
        <p role="status">
          {t('judgingTests', {
            n: (tested?.images.length ?? 0) - left,
            total: tested?.images.length ?? 0,
          })}
        </p>
      )}
      {tested !== null && tested.images.some(({ score }) => score !== null) && (
        <>
          <Limit key={current.threshold} current={current} tested={tested} />
          <Versions
            current={current}
            tested={asInUse(current, tested)}
            otherId={otherId}
            onOther={setOtherId}
          />
        </>
      )}
      {tested !== null && tested.images.length > 0 && (
        <TestImages current={current} images={tested.images} onChange={reload} />
      )}
    </section>
  );
}

/** The threshold that is in use, which may have been set by hand. */
function asInUse({ threshold }: Product, tested: Tested): Tested {
  if (threshold === null) return tested;
  return { ...tested, calibration: { ...tested.calibration, threshold } };
}

/** Sets the threshold by hand; null returns to that of the rate. */
function setByHand(current: Product, threshold: number | null): Promise<boolean> {
  return attempt(async () => {
    await send('PATCH', `products/${current.id}`, { threshold });
    await loadProducts();
  });
}

/** The test images with a model's scores; those that it has not judged yet are judged meanwhile. */
function useTested(current: Product, modelId: string | null) {
  const [tested, setTested] = useState<Tested | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (modelId === null) return;
    let isOver = false;
    const look = async () => {
      const query = `?model=${modelId}`;
      const [calibration, images] = await Promise.all([
        api<Calibration>(`products/${current.id}/calibration${query}`),
        api<TestImage[]>(`products/${current.id}/test-images${query}`),
      ]);
      if (!isOver) setTested({ calibration, images });
      return images.some(({ score }) => score === null);
    };
    void inBackground(async () => {
      let isLeft = await look();
      while (isLeft && !isOver && may('admin')) {
        const path = `products/${current.id}/test?model=${modelId}`;
        const { judged } = await api<TestRun>(path, { method: 'POST' });
        isLeft = (await look()) && judged > 0;
      }
    });
    return () => {
      isOver = true;
    };
  }, [
    ...[current.id, modelId, current.falseRejectRate],
    ...[turn, testArrivals.value, comebacks.value],
  ]);
  const left = tested?.images.filter(({ score }) => score === null).length ?? 0;
  return { tested, left, reload: () => setTurn((known) => known + 1) };
}

/** Scores of images that are a test of the model: it has judged them and not learned them. */
function scoresOf({ images }: Tested, label: TestImage['label']): number[] {
  return images.flatMap((image) =>
    image.label === label && !image.learned && image.score !== null ? [image.score] : [],
  );
}

/** Costs play no part here: the curve is asked for what is found alone. */
const NO_COSTS = { defectShare: 0, missCost: 0 };

function Limit({ current, tested }: { readonly current: Product; readonly tested: Tested }) {
  const { scores: reference, extrapolate } = tested.calibration;
  const [rate, setRate] = useState(current.falseRejectRate);
  /** A threshold that is set by hand; null: that of the rate. */
  const [hand, setHand] = useState(current.threshold);
  useEffect(() => setRate(current.falseRejectRate), [current.falseRejectRate, current.modelId]);
  const calibration = useMemo(
    () => new ScoreCalibration(Float32Array.from(reference)),
    [tested.calibration],
  );
  const [good, defective] = [scoresOf(tested, 'good'), scoresOf(tested, 'defective')];
  const scores = { reference, good, defective };
  const [point] = detectionCurve(calibration, defective, NO_COSTS, [rate], extrapolate);
  const { heldRate, extrapolated, interval } = point;
  const threshold = hand ?? point.threshold;
  const { low, high } = rangeOf(scores);
  const drag = (wanted: number) => {
    setHand(null);
    const score = toImageScore(wanted);
    const own = extrapolate ? calibration.tailPValue(score) : calibration.pValue(score);
    setRate(Number(Math.min(0.5, Math.max(0.0001, own)).toPrecision(3)));
  };
  const found = defective.filter((score) => score > threshold).length;
  const rejected = good.filter((score) => score > threshold).length;
  const promise = calibration.support(rate).interval;
  const apply = () =>
    attempt(async () => {
      await send('PATCH', `products/${current.id}`, { falseRejectRate: rate });
      await loadProducts();
    });
  const isChanged = hand === null ? rate !== current.falseRejectRate : hand !== current.threshold;
  return (
    <>
      <Histogram scores={scores} threshold={threshold} onThreshold={drag} />
      <input
        type="range"
        class="threshold-range"
        aria-label={t('threshold')}
        aria-valuetext={`${decimal(threshold, 2)}${hand === null ? `${t('comma')}${percent(rate)}` : ''}`}
        min={low}
        max={high}
        step={(high - low) / 200}
        value={threshold}
        onInput={(event) => drag(Number(event.currentTarget.value))}
      />
      <div class="tallies" role="status">
        <div data-testid="misses">
          {t('missedDefects')}
          <strong>
            {defective.length === 0 ? '–' : `${defective.length - found} / ${defective.length}`}
          </strong>
          {defective.length > 0 && hand === null && (
            <small>
              {t('foundInterval', { low: percent(interval.low), high: percent(interval.high) })}
            </small>
          )}
        </div>
        <div data-testid="false-rejects">
          {t('rejectedGood')}
          <strong>{good.length === 0 ? '–' : `${rejected} / ${good.length}`}</strong>
        </div>
        <div data-testid="promise">
          {t('promise')}
          <strong>{hand === null ? percent(extrapolated ? rate : heldRate) : '–'}</strong>
          {hand === null ? (
            <small>
              {extrapolated && `${t('isExtrapolated')} `}
              {t('interval', { low: percent(promise.low), high: percent(promise.high) })}
            </small>
          ) : (
            <small>{t('promiseVoid')}</small>
          )}
        </div>
        <label>
          {t('typedThreshold')}
          <input
            type="number"
            min={0}
            step="any"
            disabled={!may('admin')}
            value={hand ?? Number(threshold.toFixed(2))}
            onInput={({ currentTarget: { valueAsNumber: typed } }) => {
              if (typed >= 0) setHand(typed);
            }}
          />
        </label>
      </div>
      {may('admin') && isChanged && (
        <p class="buttons">
          <button
            type="button"
            class="primary"
            onClick={() => void (hand === null ? apply() : setByHand(current, hand))}
          >
            {t('applyThreshold')}
          </button>
          <button
            type="button"
            onClick={() => {
              setRate(current.falseRejectRate);
              setHand(current.threshold);
            }}
          >
            {t('undo')}
          </button>
        </p>
      )}
    </>
  );
}

/** Another version on the same images, before it is used. */
function Versions({
  current,
  tested,
  otherId,
  onOther,
}: {
  readonly current: Product;
  readonly tested: Tested;
  readonly otherId: string;
  readonly onOther: (id: string) => void;
}) {
  const [models, setModels] = useState<readonly Model[]>([]);
  useEffect(() => {
    void inBackground(async () => setModels(await api<Model[]>(`models?product=${current.id}`)));
    onOther('');
  }, [current.id, current.modelId, comebacks.value]);
  const others = models.filter(({ id }) => id !== current.modelId);
  const other = others.find(({ id }) => id === otherId);
  const { tested: compared, left } = useTested(current, other?.id ?? null);
  if (others.length === 0) return null;
  const use = () =>
    attempt(async () => {
      await send('POST', `products/${current.id}/rollback`, { modelId: otherId });
      await loadProducts();
    });
  return (
    <div data-testid="versions">
      <label>
        {t('compareWith')}
        <select value={otherId} onChange={(event) => onOther(event.currentTarget.value)}>
          <option value="">–</option>
          {others.map(({ id, version, kind }) => (
            <option key={id} value={id}>
              {version} ({t(`kind${kind}`)})
            </option>
          ))}
        </select>
      </label>
      {other !== undefined && compared?.calibration.modelId === other.id && (
        <>
          {left > 0 && (
            <p role="status">
              {t('judgingTests', {
                n: compared.images.length - left,
                total: compared.images.length,
              })}
            </p>
          )}
          <div class="scroll" tabIndex={0} role="group" aria-label={t('compareWith')}>
            <table>
              <thead>
                <tr>
                  {(['version', 'missedDefects', 'rejectedGood', 'threshold'] as const).map(
                    (key) => (
                      <th key={key} scope="col">
                        {t(key)}
                      </th>
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                <VersionRow version={current.modelVersion} tested={tested} isInUse />
                <VersionRow version={other.version} tested={compared} />
              </tbody>
            </table>
          </div>
          <Differences before={tested} after={compared} />
          {may('admin') && left === 0 && (
            <button type="button" onClick={() => void use()}>
              {t('use')}
              {t('colon')}
              {other.version}
            </button>
          )}
        </>
      )}
    </div>
  );
}

function VersionRow({
  version,
  tested,
  isInUse = false,
}: {
  readonly version: number | null;
  readonly tested: Tested;
  readonly isInUse?: boolean;
}) {
  const { threshold } = tested.calibration;
  const [good, defective] = [scoresOf(tested, 'good'), scoresOf(tested, 'defective')];
  const above = (scores: readonly number[]) => scores.filter((score) => score > threshold).length;
  return (
    <tr>
      <td>
        {version} {isInUse && <strong>{t('inUse')}</strong>}
      </td>
      <td>
        {defective.length - above(defective)} / {defective.length}
      </td>
      <td>
        {above(good)} / {good.length}
      </td>
      <td>{decimal(threshold, 2)}</td>
    </tr>
  );
}

/** The test images that the two versions judge differently. */
function Differences({ before, after }: { readonly before: Tested; readonly after: Tested }) {
  const others = new Map(after.images.map((image) => [image.sha256, image]));
  const verdictOf = (score: number, { calibration }: Tested) =>
    score > calibration.threshold ? ('anomalous' as const) : ('nominal' as const);
  const rows = before.images.flatMap(({ sha256, name, label, score, learned }) => {
    const other = others.get(sha256);
    if (score === null || other?.score == null || learned || other.learned) return [];
    const pair = { before: verdictOf(score, before), after: verdictOf(other.score, after) };
    return pair.before === pair.after ? [] : [{ sha256, name, label, ...pair }];
  });
  if (rows.length === 0) return <p class="hint">{t('sameVerdicts')}</p>;
  return (
    <ul class="differences">
      {rows.map(({ sha256, name, label, ...verdicts }) => (
        <li key={sha256}>
          <img class="small" loading="lazy" src={imageAddress(sha256, 96)} alt="" /> {name} (
          {t(`label${label}`)}): <Verdict verdict={verdicts.before} /> →{' '}
          <Verdict verdict={verdicts.after} />
        </li>
      ))}
    </ul>
  );
}

function TestImages({
  current,
  images,
  onChange,
}: {
  readonly current: Product;
  readonly images: readonly TestImage[];
  readonly onChange: () => void;
}) {
  const remove = (sha256: string) =>
    attempt(async () => {
      await api(`products/${current.id}/test-images/${sha256}`, { method: 'DELETE' });
      onChange();
    });
  return (
    <details>
      <summary>{t('testImages', { n: images.length })}</summary>
      <ul class="wall">
        {images.map(({ sha256, name, label, score, learned }) => (
          <li key={sha256}>
            <div class="tile">
              <img loading="lazy" src={imageAddress(sha256, 192)} alt={name} />
              <span class="tag">{learned ? t('isLearned') : t(`label${label}`)}</span>
              <span class="caption" title={name}>
                {score === null ? '' : `${decimal(score, 2)} · `}
                {name}
              </span>
              {may('admin') && (
                <button
                  type="button"
                  class="drop"
                  aria-label={`${t('remove')}: ${name}`}
                  title={t('remove')}
                  onClick={() => void remove(sha256)}
                >
                  ✕
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}
