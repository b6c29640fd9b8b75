import { useEffect, useState } from 'preact/hooks';
import { address, api } from '../api.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground, may } from '../state.ts';
import { t } from '../t.ts';
import type { TextKey } from '../texts/en.ts';
import type { Job } from '../types.ts';

/** Follows a job until it ends. */
export function JobProgress({
  id,
  onEnd,
}: {
  readonly id: string;
  readonly onEnd: (job: Job) => void;
}) {
  const [job, setJob] = useState<Job | null>(null);
  useEffect(() => {
    const events = new EventSource(address(`jobs/${id}/events`));
    events.addEventListener('job', (event: MessageEvent<string>) => {
      const changed = JSON.parse(event.data) as Job;
      setJob(changed);
      if (changed.finishedAt === null) return;
      events.close();
      onEnd(changed);
    });
    // The browser connects again by itself unless it was refused.
    events.addEventListener('error', () => {
      if (events.readyState === EventSource.CLOSED)
        void inBackground(async () => setJob(await api<Job>(`jobs/${id}`)));
    });
    return () => events.close();
  }, [id, comebacks.value]);
  if (job === null) return null;
  const { phase, done, total } = stepOf(job.progress);
  const text =
    job.state === 'running' && phase !== null ? t(`phase${phase}` as TextKey) : t(job.state);
  return (
    <div class="job" data-state={job.state} aria-live="polite">
      <span class="job-kind">{t(`kind${job.kind}`)}</span>
      <progress {...(total > 0 ? { value: done, max: total } : {})} />
      <span>
        {text}
        {total > 0 && job.state === 'running' ? ` ${done} / ${total}` : ''}
      </span>
      {job.error !== null && <span class="error">{job.error.message}</span>}
      {job.finishedAt === null && may('admin') && (
        <button
          type="button"
          onClick={() => void attempt(() => api(`jobs/${id}`, { method: 'DELETE' }))}
        >
          {t('cancel')}
        </button>
      )}
    </div>
  );
}

/** The two counts of whichever phase it is. */
function stepOf(progress: unknown): { phase: string | null; done: number; total: number } {
  if (typeof progress !== 'object' || progress === null) return { phase: null, done: 0, total: 0 };
  const entries = Object.entries(progress as Record<string, unknown>);
  const count = (start: string) => Number(entries.find(([key]) => key.startsWith(start))?.[1] ?? 0);
  const phase = (progress as { phase?: string }).phase ?? null;
  return { phase, done: count('done'), total: count('total') };
}
