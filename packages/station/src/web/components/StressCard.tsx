import { percent, t, textOf } from '../t.ts';
import type { StressReport } from '../types.ts';

/** How far light and camera may change before too many good parts are rejected. */
export function StressCard({
  report: { images, heldRate, unchanged, disturbances },
}: {
  readonly report: StressReport;
}) {
  return (
    <section class="card" data-testid="stress">
      <h2>{t('stressed')}</h2>
      <p class="hint">
        {t(unchanged.fair ? 'stressFair' : 'stressUnfair', {
          ...{ n: images, rejects: unchanged.rejects },
          rate: percent(heldRate),
        })}
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label={t('stressed')}>
        <table>
          <thead>
            <tr>
              {(
                ['stressChange', 'stressTolerated', 'stressTooMuch', 'stressRejected'] as const
              ).map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {disturbances.map(({ name, unit, steps, tolerated, exceeded }) => {
              const at = steps.find(({ amount }) => amount === exceeded);
              return (
                <tr key={name}>
                  <td>{textOf(`stress.${name}`) ?? name}</td>
                  <td>{tolerated === 0 ? '–' : amountText(tolerated, unit)}</td>
                  <td>{exceeded === null ? '–' : amountText(exceeded, unit)}</td>
                  <td>{at === undefined ? '–' : percent(at.falseRejectRate)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** An amount in its unit; files of JPEG are named by the quality that is left. */
function amountText(amount: number, unit: string): string {
  if (unit === 'levels') return t('stressLevels', { n: amount });
  if (unit.startsWith('below quality')) return t('stressQuality', { n: 100 - amount });
  return `${amount} ${unit}`;
}
