import { useEffect, useRef, useState } from 'preact/hooks';
import { address, api } from '../api.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground, may } from '../state.ts';
import { duration, errorText, t, textOf } from '../t.ts';
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
  const { phase, done, total } = stepOf(job?.progress);
  const leftMs = useTimeLeft(phase, done, total);
  if (job === null) return null;
  const text =
    job.state === 'running' && phase !== null
      ? (textOf(`phase${phase}`) ?? t('running'))
      : t(job.state);
  const tookMs = Date.parse(job.finishedAt ?? job.createdAt) - Date.parse(job.createdAt);
  return (
    <div class="job" data-state={job.state} aria-live="polite">
      <span class="job-kind">{t(`job${job.kind}`)}</span>
      <progress {...(total > 0 ? { value: done, max: total } : {})} />
      <span>
        {text}
        {total > 0 && job.state === 'running' ? ` ${done} / ${total}` : ''}
        {leftMs !== null && job.state === 'running'
          ? `${t('comma')}${t('timeLeft', { time: duration(leftMs) })}`
          : ''}
        {job.state === 'done' && `${t('comma')}${t('tookTime', { time: duration(tookMs) })}`}
      </span>
      {job.kind === 'fit' && job.state === 'done' && (
        <a class="button primary" href="#/inspect">
          {t('goInspect')}
        </a>
      )}
      {job.error !== null && <span class="error">{errorText(job.error)}</span>}
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

/** Progress of less than this share says nothing of the time that is left. */
const LEAST_SHARE = 0.1;

/** How long a phase will take still, in milliseconds; null if that is unknown. */
function useTimeLeft(phase: string | null, done: number, total: number): number | null {
  const begun = useRef<{ phase: string | null; done: number; atMs: number } | null>(null);
  if (begun.current?.phase !== phase) begun.current = { phase, done, atMs: Date.now() };
  const { done: first, atMs } = begun.current;
  const steps = done - first;
  if (total === 0 || steps < LEAST_SHARE * total) return null;
  return ((Date.now() - atMs) / steps) * (total - done);
}

/** The two counts of whichever phase it is. */
function stepOf(progress: unknown): { phase: string | null; done: number; total: number } {
  if (typeof progress !== 'object' || progress === null) return { phase: null, done: 0, total: 0 };
  const entries = Object.entries(progress as Record<string, unknown>);
  const count = (start: string) => Number(entries.find(([key]) => key.startsWith(start))?.[1] ?? 0);
  const phase = (progress as { phase?: string }).phase ?? null;
  return { phase, done: count('done'), total: count('total') };
}
