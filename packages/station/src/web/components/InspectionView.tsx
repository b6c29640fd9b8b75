import { Fragment } from 'preact';
import { say } from '../say.ts';
import { commentDrafts, inBackground, loadProducts, may } from '../state.ts';
import { authorText, decimal, moment, percent, t } from '../t.ts';
import type { Inspection, Review } from '../types.ts';
import { PatchPair } from './PatchPair.tsx';
import { Tags } from './Tags.tsx';
import { sourceText } from './sourceText.ts';
import { Stage } from './Stage.tsx';
import { useZoom } from './useZoom.ts';
import { Verdict } from './Verdict.tsx';

/** Regions that are listed; the largest come first. */
const LISTED_REGIONS = 8;

/** One decision: the image with its map, the measurements, and the review. */
export function InspectionView({
  inspection,
  onChange,
}: {
  readonly inspection: Inspection;
  readonly onChange: (changed: Inspection) => void;
}) {
  const { details, verdict, imageScore, threshold, pValue, part, stamps } = inspection;
  const { regions, zones, width, height } = details;
  const zoom = useZoom();
  return (
    <article class="inspection">
      <Stage inspection={inspection} zoom={zoom} />
      <div class="facts">
        <p class="headline">
          <Verdict verdict={verdict} /> <span class="name">{inspection.name}</span>
        </p>
        {details.warnings.map((warning) => (
          <p key={warning} class="hint" data-testid="warning">
            ⚠ {t(`warn${warning}`)}
          </p>
        ))}
        <dl>
          <dt>{t('score')}</dt>
          <dd>
            {decimal(imageScore, 3)} ({t('threshold')} {decimal(threshold, 3)})
          </dd>
          <dt>{t('pValue')}</dt>
          <dd>
            {decimal(pValue, 4)}
            {details.heldRate !== null && ` (${t('holds', { rate: percent(details.heldRate) })})`}
          </dd>
          <dt>{t('regions')}</dt>
          <dd>
            {regions.filter(({ belowPixelThreshold }) => !belowPixelThreshold).length}
            {regions.some(({ belowPixelThreshold }) => belowPixelThreshold) &&
              ` – ${t('highestPlace')}`}
          </dd>
          {zones.map((zone) => (
            <Fragment key={zone.name}>
              <dt>{t('zone', { name: zone.name })}</dt>
              <dd>
                <Verdict verdict={zone.verdict} /> {decimal(zone.score, 3)} ({t('threshold')}{' '}
                {decimal(zone.threshold, 3)})
              </dd>
            </Fragment>
          ))}
          <dt>{t('time')}</dt>
          <dd>
            {moment(inspection.createdAt)}
            {t('comma')}
            {details.timing.totalMs.toFixed(0)} ms
          </dd>
          <dt>{t('source')}</dt>
          <dd>{sourceText(inspection.source)}</dd>
          {part !== null && (
            <>
              <dt>{t('partNumber')}</dt>
              <dd>
                <a href={`#/history?${new URLSearchParams({ part }).toString()}`}>{part}</a>
              </dd>
            </>
          )}
          {stamps !== null && <Stamps {...stamps} />}
        </dl>
        {regions.length > 0 && (
          <div class="buttons" role="group" aria-label={t('regions')}>
            {regions.slice(0, LISTED_REGIONS).map((region, i) => (
              <button
                key={`${region.x} ${region.y}`}
                type="button"
                title={t('goToRegion')}
                onClick={() =>
                  zoom.showBox({
                    x: region.x / width,
                    y: region.y / height,
                    width: region.width / width,
                    height: region.height / height,
                  })
                }
              >
                {t('regionNumber', { n: i + 1 })}
                {t('colon')}
                {decimal(region.maxScore, 1)}
              </button>
            ))}
          </div>
        )}
        <PatchPair inspection={inspection} />
        <Tags key={inspection.id} inspection={inspection} onChange={onChange} />
        <ReviewForm inspection={inspection} onChange={onChange} />
      </div>
    </article>
  );
}

/** When things happened to a part in front of a camera, from its trigger or its frame on. */
function Stamps({
  triggeredAt,
  receivedAt,
  decodedAt,
  judgedAt,
  toldAt,
  late,
}: NonNullable<Inspection['stamps']>) {
  const start = Date.parse(triggeredAt ?? receivedAt);
  const steps = [
    ['stampFrame', triggeredAt === null ? null : receivedAt],
    ['stampDecoded', decodedAt],
    ['stampJudged', judgedAt],
    ['stampTold', toldAt],
  ] as const;
  return (
    <>
      <dt>{t(triggeredAt === null ? 'stampFrame' : 'stampTrigger')}</dt>
      <dd>
        {moment(triggeredAt ?? receivedAt)}
        {steps.map(([key, at]) =>
          at === null ? null : (
            <Fragment key={key}>
              {' → '}
              {t(key)} +{Date.parse(at) - start} ms
            </Fragment>
          ),
        )}
        {late && <strong> ⚠ {t('late')}</strong>}
      </dd>
    </>
  );
}

/** What was said of a decision, and who has said it last: a review, a comment or a kind of defect. */
function Author({
  inspection: { review, reviewedBy, reviewedAt },
}: {
  readonly inspection: Inspection;
}) {
  if (reviewedBy === null || reviewedAt === null) return null;
  return (
    <p class="hint">
      {t(review ?? 'notReviewed')} · {authorText(reviewedBy)} · {moment(reviewedAt)}
    </p>
  );
}

function ReviewForm({
  inspection,
  onChange,
}: {
  readonly inspection: Inspection;
  readonly onChange: (changed: Inspection) => void;
}) {
  const { id, verdict, review } = inspection;
  const saved = inspection.comment ?? '';
  const comment = commentDrafts.value.get(id) ?? saved;
  const draft = (text: string | null) => {
    const drafts = new Map(commentDrafts.value);
    if (text === null || text === saved) drafts.delete(id);
    else drafts.set(id, text);
    commentDrafts.value = drafts;
  };
  const judge = async (said: Review | null) => {
    if (!(await say(inspection, { review: said, comment }, onChange))) return;
    // What was typed meanwhile stays.
    if (commentDrafts.value.get(id) === comment) draft(null);
    await inBackground(loadProducts);
  };
  if (!may('review'))
    return (
      <>
        {saved !== '' && <p>{saved}</p>}
        <Author inspection={inspection} />
      </>
    );
  const other: Review = verdict === 'anomalous' ? 'falseReject' : 'missedDefect';
  return (
    <form class="review" onSubmit={(event) => event.preventDefault()}>
      <div class="buttons">
        <button
          type="button"
          aria-pressed={review === 'confirmed'}
          onClick={() => void judge('confirmed')}
        >
          {t('confirm')}
        </button>
        <button type="button" aria-pressed={review === other} onClick={() => void judge(other)}>
          {t(verdict === 'anomalous' ? 'thisIsGood' : 'thisIsDefective')}
        </button>
        {review !== null && (
          <button type="button" class="quiet" onClick={() => void judge(null)}>
            {t('takeBack')}
          </button>
        )}
      </div>
      <label>
        {t('comment')}
        <input
          value={comment}
          maxLength={2000}
          onInput={(event) => draft(event.currentTarget.value)}
        />
      </label>
      {comment !== saved && (
        <button type="button" onClick={() => void judge(review)}>
          {t('save')}
        </button>
      )}
      <Author inspection={inspection} />
    </form>
  );
}
