import { t } from '../t.ts';
import type { ReviewOutcome } from '../types.ts';
import { Verdict } from './Verdict.tsx';

/** What the update changed on the images that people have judged. */
export function ReviewComparison({ outcomes }: { readonly outcomes: readonly ReviewOutcome[] }) {
  if (outcomes.length === 0) return null;
  const right = (when: 'before' | 'after') =>
    outcomes.filter(
      (outcome) => (outcome[when].verdict === 'nominal') === (outcome.label === 'good'),
    ).length;
  const changed = outcomes.filter(({ before, after }) => before.verdict !== after.verdict).length;
  return (
    <section class="card" data-testid="comparison">
      <h2>{t('beforeAfter')}</h2>
      <p>
        {t('beforeAfterHint', {
          n: outcomes.length,
          changed,
          before: right('before'),
          after: right('after'),
        })}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{t('truth')}</th>
              <th scope="col">{t('before')}</th>
              <th scope="col">{t('after')}</th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map(({ inspectionId, label, before, after }) => (
              <tr key={inspectionId}>
                <td>{inspectionId}</td>
                <td>{t(`label${label}`)}</td>
                <td>
                  <Verdict verdict={before.verdict} /> {before.imageScore.toFixed(2)}
                </td>
                <td>
                  <Verdict verdict={after.verdict} /> {after.imageScore.toFixed(2)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
