import { useEffect, useState } from 'preact/hooks';
import { address, api, exists } from '../api.ts';
import { useOnce } from '../components/useOnce.ts';
import { JobProgress } from '../components/JobProgress.tsx';
import { comebacks } from '../connection.ts';
import { inBackground, language, may, product, theme } from '../state.ts';
import { t } from '../t.ts';
import type { Job, Product } from '../types.ts';
import { NoProduct } from './NoProduct.tsx';

/** The evaluation report on the decisions that people have reviewed. */
export function ReportPage() {
  const current = product.value;
  return current === null ? <NoProduct /> : <Report key={current.id} current={current} />;
}

function Report({ current }: { readonly current: Product }) {
  const [jobId, setJobId] = useState<string | null>(null);
  /** Counts up with each report made, so that the frame reloads; null while there is none. */
  const [edition, setEdition] = useState<number | null>(null);
  const path = `products/${current.id}/report`;
  useEffect(() => {
    void inBackground(async () => setEdition((await exists(path)) ? 0 : null));
    void inBackground(async () => {
      const jobs = await api<Job[]>(`jobs?product=${current.id}&limit=20`);
      const open = jobs.find(({ finishedAt, kind }) => finishedAt === null && kind === 'report');
      if (open !== undefined) setJobId(open.id);
    });
  }, [path, comebacks.value]);
  /** It speaks the language of the console, in its theme. */
  const page = `${address(path)}#${new URLSearchParams({ lang: language.value, theme: theme.value })}`;
  const make = useOnce(async () => {
    setJobId((await api<Job>(path, { method: 'POST' })).id);
  });
  return (
    <section class="card">
      <h1>
        {t('report')}
        {t('colon')}
        {current.name}
      </h1>
      <p class="hint">{t('reportHint')}</p>
      {may('admin') && (
        <button type="button" onClick={() => void make()}>
          {t('makeReport')}
        </button>
      )}
      {jobId !== null && (
        <JobProgress
          key={jobId}
          id={jobId}
          onEnd={({ state }) => {
            if (state === 'done') setEdition((known) => (known ?? 0) + 1);
          }}
        />
      )}
      {edition === null ? (
        <p>{t('noReport')}</p>
      ) : (
        <>
          <p class="row">
            <a class="button" href={page} target="_blank" rel="noopener">
              {t('openReport')}
            </a>
            <a class="button" href={address(path)} download={`${current.name}.html`}>
              {t('download')}
            </a>
          </p>
          <iframe key={edition} class="report" title={t('report')} src={page} />
        </>
      )}
    </section>
  );
}
