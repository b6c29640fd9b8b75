import { imageAddress } from '../api.ts';
import { decimal, t } from '../t.ts';
import type { ReviewOutcome } from '../types.ts';
import { Verdict } from './Verdict.tsx';

/**
 * What an update changed on the images that people have judged. Images that it has learned are no test of
 * it: they are named, and left out of the sums.
 */
export function ReviewComparison({ outcomes }: { readonly outcomes: readonly ReviewOutcome[] }) {
  if (outcomes.length === 0) return null;
  const tested = outcomes.filter(({ learned }) => !learned);
  const learned = outcomes.filter((outcome) => outcome.learned);
  const right = (when: 'before' | 'after') =>
    tested.filter((outcome) => (outcome[when].verdict === 'nominal') === (outcome.label === 'good'))
      .length;
  const isChanged = ({ before, after }: ReviewOutcome) => before.verdict !== after.verdict;
  const changed = tested.filter(isChanged);
  const unchanged = tested.filter((outcome) => !isChanged(outcome));
  return (
    <section class="card" data-testid="comparison">
      <h2>{t('beforeAfter')}</h2>
      <p>
        {tested.length > 0 &&
          t('beforeAfterHint', {
            n: tested.length,
            changed: changed.length,
            before: right('before'),
            after: right('after'),
          })}{' '}
        {learned.length > 0 && t('learnedHint', { n: learned.length })}
      </p>
      {changed.length > 0 && <Outcomes outcomes={changed} />}
      {learned.length > 0 && (
        <details>
          <summary>{t('learnedRows', { n: learned.length })}</summary>
          <Outcomes outcomes={learned} />
        </details>
      )}
      {unchanged.length > 0 && (
        <details>
          <summary>{t('unchangedRows', { n: unchanged.length })}</summary>
          <Outcomes outcomes={unchanged} />
        </details>
      )}
    </section>
  );
}

function Outcomes({ outcomes }: { readonly outcomes: readonly ReviewOutcome[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('beforeAfter')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('image')}</th>
            <th scope="col">{t('truth')}</th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map(({ inspectionId, sha256, name, label, before, after }) => (
            <tr key={inspectionId}>
              <td>
                <img class="small" loading="lazy" src={imageAddress(sha256, 96)} alt="" /> {name}
              </td>
              <td>{t(`label${label}`)}</td>
              <td>
                <Verdict verdict={before.verdict} /> {decimal(before.imageScore, 2)}
              </td>
              <td>
                <Verdict verdict={after.verdict} /> {decimal(after.imageScore, 2)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
