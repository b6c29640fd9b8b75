import { useEffect, useState } from 'preact/hooks';
import { errorText, t } from '../t.ts';
import type { TextKey } from '../texts/en.ts';
import type { Transfer } from '../Transfer.ts';
import { forgetInterrupted, interrupted } from '../transfers.ts';

/** Refusals that are listed; there may be thousands. */
const LISTED = 5;

const verbs = {
  upload: { sending: 'uploading', interrupted: 'uploadInterrupted' },
  inspect: { sending: 'inspecting', interrupted: 'inspectInterrupted' },
} as const satisfies Record<string, Record<string, TextKey>>;

const words = { waiting: 'transferWaiting', stopped: 'stopped' } as const;

/** How far images are on their way to the station, and what became of those it refused. */
export function TransferProgress({
  kind,
  productId,
  transfer,
}: {
  readonly kind: 'upload' | 'inspect';
  readonly productId: string;
  readonly transfer: Transfer;
}) {
  const { total, done, refused, phase } = transfer.state.value;
  const [note, setNote] = useState(() =>
    transfer.underWay || phase === 'stopped' ? null : interrupted(kind, productId),
  );
  useEffect(() => {
    if (phase !== 'done') setNote(null);
  }, [phase]);
  return (
    <>
      {note !== null && (
        <p class="notice" role="status">
          {t(verbs[kind].interrupted, { done: note.done, total: note.total })}{' '}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              forgetInterrupted(kind, productId);
              setNote(null);
            }}
          >
            {t('putAway')}
          </button>
        </p>
      )}
      {phase !== 'done' && (
        <div class="job transfer" data-phase={phase}>
          <progress value={done} max={total} aria-label={t(verbs[kind].sending)} />
          <span role="status">
            {t({ ...words, sending: verbs[kind].sending }[phase])}{' '}
            <span class="transfer-count">
              {done} / {total}
            </span>
          </span>
          {phase === 'stopped' && (
            <button type="button" class="primary" onClick={() => transfer.resume()}>
              {t('resume')}
            </button>
          )}
          <button type="button" onClick={() => transfer.cancel()}>
            {t('cancel')}
          </button>
        </div>
      )}
      {refused.length > 0 && (
        <div class="error" role="alert">
          {t('refused', { n: refused.length })}
          <ul class="refused">
            {refused.slice(0, LISTED).map((refusal, i) => (
              <li key={i}>
                {refusal.name}
                {t('colon')}
                {errorText(refusal)}
              </li>
            ))}
            {refused.length > LISTED && <li>{t('andMore', { n: refused.length - LISTED })}</li>}
          </ul>
        </div>
      )}
    </>
  );
}
