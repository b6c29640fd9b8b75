import { useState } from 'preact/hooks';
import { address, imageAddress, send } from '../api.ts';
import { attempt, loadProducts, may } from '../state.ts';
import { moment, percent, t } from '../t.ts';
import type { Inspection, Review } from '../types.ts';
import { PatchPair } from './PatchPair.tsx';
import { Verdict } from './Verdict.tsx';

/** One decision: the image with its map, the measurements, and the review. */
export function InspectionView({
  inspection,
  onChange,
}: {
  readonly inspection: Inspection;
  readonly onChange: (changed: Inspection) => void;
}) {
  const [opacity, setOpacity] = useState(0.6);
  const { id, sha256, details, verdict, imageScore, threshold, pValue } = inspection;
  const { width, height, regions } = details;
  const stroke = Math.max(width, height) / 200;
  return (
    <article class="inspection">
      <div class="stage" data-testid="stage">
        <img src={imageAddress(sha256)} alt={inspection.name} />
        <img
          class="map"
          style={{ opacity }}
          src={address(`inspections/${id}/map.png`)}
          alt={t('map')}
        />
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {regions.map((region) => (
            <rect
              key={`${region.x} ${region.y}`}
              x={region.x}
              y={region.y}
              width={region.width}
              height={region.height}
              stroke-width={stroke}
            />
          ))}
        </svg>
      </div>
      <div class="facts">
        <p class="headline">
          <Verdict verdict={verdict} /> <span class="name">{inspection.name}</span>
        </p>
        {details.warnings.map((warning) => (
          <p key={warning} class="hint" data-testid="warning">
            ⚠ {t(`warn${warning}`)}
          </p>
        ))}
        <label class="slider">
          {t('opacity')}
          <input
            type="range"
            min="0"
            max="1"
            step="0.05"
            value={opacity}
            onInput={(event) => setOpacity(Number(event.currentTarget.value))}
          />
        </label>
        <dl>
          <dt>{t('score')}</dt>
          <dd>
            {imageScore.toFixed(3)} ({t('threshold')} {threshold.toFixed(3)})
          </dd>
          <dt>{t('pValue')}</dt>
          <dd>
            {pValue.toFixed(4)}
            {details.heldRate !== null && ` (${t('holds', { rate: percent(details.heldRate) })})`}
          </dd>
          <dt>{t('regions')}</dt>
          <dd>{regions.length}</dd>
          <dt>{t('time')}</dt>
          <dd>
            {moment(inspection.createdAt)}, {details.timing.totalMs.toFixed(0)} ms
          </dd>
          <dt>{t('source')}</dt>
          <dd>{inspection.source}</dd>
        </dl>
        <PatchPair inspection={inspection} />
        <ReviewForm inspection={inspection} onChange={onChange} />
      </div>
    </article>
  );
}

function ReviewForm({
  inspection,
  onChange,
}: {
  readonly inspection: Inspection;
  readonly onChange: (changed: Inspection) => void;
}) {
  const [comment, setComment] = useState(inspection.comment ?? '');
  const { id, verdict, review } = inspection;
  const say = (said: Review | null) =>
    attempt(async () => {
      const body = { review: said, ...(comment === '' ? {} : { comment }) };
      onChange(await send<Inspection>('PUT', `inspections/${id}/review`, body));
      await loadProducts();
    });
  if (!may('review')) return review === null ? null : <p>{t(review)}</p>;
  const other: Review = verdict === 'anomalous' ? 'falseReject' : 'missedDefect';
  return (
    <form class="review" onSubmit={(event) => event.preventDefault()}>
      <div class="buttons">
        <button
          type="button"
          aria-pressed={review === 'confirmed'}
          onClick={() => void say('confirmed')}
        >
          {t('confirm')}
        </button>
        <button type="button" aria-pressed={review === other} onClick={() => void say(other)}>
          {t(verdict === 'anomalous' ? 'thisIsGood' : 'thisIsDefective')}
        </button>
        {review !== null && (
          <button type="button" class="quiet" onClick={() => void say(null)}>
            {t('takeBack')}
          </button>
        )}
      </div>
      <label>
        {t('comment')}
        <input
          value={comment}
          maxLength={2000}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      {comment !== (inspection.comment ?? '') && (
        <button type="button" onClick={() => void say(review)}>
          {t('save')}
        </button>
      )}
      {review !== null && (
        <p class="hint">
          {t(review)} · {inspection.reviewedBy}
        </p>
      )}
    </form>
  );
}
