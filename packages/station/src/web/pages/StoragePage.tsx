import { useEffect, useState } from 'preact/hooks';
import { api, send } from '../api.ts';
import { NumberSwitch } from '../components/NumberSwitch.tsx';
import { useOnce } from '../components/useOnce.ts';
import { comebacks } from '../connection.ts';
import { attempt, inBackground, may } from '../state.ts';
import { authorText, bytesText, count, errorText, moment, t } from '../t.ts';
import type { CleanUp, CleanUpPreview, Retention, Storage } from '../types.ts';

/** Time between two looks, while a clean-up is under way and else. */
const LOOK_MS = { busy: 500, idle: 15_000 };
/** A preview is asked for once nothing was typed for this time. */
const TYPING_MS = 300;

/** What takes room on the disk, how long it is kept, and how it is removed. */
export function StoragePage() {
  const [storage, setStorage] = useState<Storage | null>(null);
  const isBusy = storage?.cleanUp.running != null;
  useEffect(() => {
    const load = () => inBackground(async () => setStorage(await api<Storage>('storage')));
    if (storage === null) void load();
    const timer = setInterval(() => void load(), isBusy ? LOOK_MS.busy : LOOK_MS.idle);
    return () => clearInterval(timer);
  }, [isBusy, comebacks.value]);
  if (storage === null) return <p class="hint">{t('loading')}</p>;
  return (
    <>
      <DiskCard storage={storage} />
      <RetentionCard storage={storage} onStorage={setStorage} />
      <CleanUpCard storage={storage} onStorage={setStorage} />
      <ProductsCard storage={storage} />
    </>
  );
}

function DiskCard({ storage }: { readonly storage: Storage }) {
  const { disk, uses, databaseElsewhere, databaseReusableBytes, measuredAt } = storage;
  const here = uses.filter(({ what }) => what !== 'database' || !databaseElsewhere);
  const own = here.reduce((sum, { bytes }) => sum + bytes, 0);
  const other = Math.max(0, disk.bytes - disk.freeBytes - own);
  const most = Math.max(1, ...uses.map(({ bytes }) => bytes));
  const parts = [
    ['own', own, t('storageStation', { size: bytesText(own) })],
    ['other', other, t('storageOther', { size: bytesText(other) })],
    ['free', disk.freeBytes, t('storageFreePart', { size: bytesText(disk.freeBytes) })],
  ] as const;
  return (
    <section class="card storage" data-testid="disk">
      <h1>{t('storage')}</h1>
      <p>
        <strong>
          {t('storageFree', { free: bytesText(disk.freeBytes), total: bytesText(disk.bytes) })}
        </strong>
      </p>
      <div class="disk-bar" aria-hidden="true">
        {parts.map(([kind, bytes]) => (
          <span key={kind} class={kind} style={{ flexGrow: bytes / Math.max(1, disk.bytes) }} />
        ))}
      </div>
      <ul class="disk-legend">
        {parts.map(([kind, , text]) => (
          <li key={kind}>
            <span class={kind} aria-hidden="true" /> {text}
          </li>
        ))}
      </ul>
      <h2>{t('storageWhat')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('kindOfEndpoint')}</th>
            <th scope="col" class="number">
              {t('storageCount')}
            </th>
            <th scope="col" class="number">
              {t('storageSize')}
            </th>
          </tr>
        </thead>
        <tbody>
          {uses.map(({ what, bytes, count: n }) => (
            <tr key={what}>
              <td>
                {what === 'bin' && may('admin') ? (
                  <a href="#/settings">{t('usebin')}</a>
                ) : (
                  t(`use${what}`)
                )}
                {what === 'database' && databaseElsewhere && (
                  <small> {t('databaseElsewhere')}</small>
                )}
                {what === 'database' && (databaseReusableBytes ?? 0) > 0 && (
                  <small>
                    {' '}
                    {t('databaseReusable', { size: bytesText(databaseReusableBytes ?? 0) })}
                  </small>
                )}
                {bytes > 0 && <span class="share" style={{ width: `${(100 * bytes) / most}%` }} />}
              </td>
              <td class="number">{n === null ? '–' : count(n)}</td>
              <td class="number">{bytesText(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{t('storageMeasured', { time: moment(measuredAt) })}</p>
    </section>
  );
}

/** What a retention would remove now; null while that is unknown. */
function usePreview(retention: Retention, key: string): CleanUpPreview | null {
  const [preview, setPreview] = useState<CleanUpPreview | null>(null);
  const isValid = isRetention(retention);
  useEffect(() => {
    let isOver = false;
    setPreview(null);
    if (!isValid) return;
    const timer = setTimeout(
      () =>
        void inBackground(async () => {
          const found = await send<CleanUpPreview>('POST', 'storage/preview', retention);
          if (!isOver) setPreview(found);
        }),
      TYPING_MS,
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [retention.keepInspections, retention.keepDays, isValid, key, comebacks.value]);
  return preview;
}

function isRetention({ keepInspections, keepDays }: Retention): boolean {
  return [keepInspections, keepDays].every((own) => own === null || Number.isInteger(own));
}

function RetentionCard({
  storage,
  onStorage,
}: {
  readonly storage: Storage;
  readonly onStorage: (storage: Storage) => void;
}) {
  const [changed, setChanged] = useState<Retention | null>(null);
  const retention = changed ?? storage.retention;
  const { running, runs } = storage.cleanUp;
  // What a clean-up has removed changes what the next one will.
  const preview = usePreview(retention, `${running === null} ${runs.at(0)?.endedAt}`);
  const save = useOnce(async () => {
    if (changed === null) return;
    onStorage(await send<Storage>('PUT', 'storage/retention', changed));
    setChanged((now) => (now === changed ? null : now));
  });
  const isForever = retention.keepInspections === null && retention.keepDays === null;
  return (
    <form
      class="card"
      data-testid="retention"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t('retention')}</h2>
      <p class="hint">
        {t('retentionHint')}{' '}
        {t(storage.retentionOrigin === 'console' ? 'retentionConsole' : 'retentionFile')}
      </p>
      <fieldset class="settings" disabled={!may('admin')}>
        <NumberSwitch
          label={t('keepNewest')}
          unit={t('unitDecisions')}
          value={retention.keepInspections}
          {...{ whenOn: 100_000, min: 1, max: 1_000_000_000 }}
          onValue={(keepInspections) => setChanged({ ...retention, keepInspections })}
        />
        <NumberSwitch
          label={t('keepDays')}
          unit={t('unitDays')}
          value={retention.keepDays}
          {...{ whenOn: 90, min: 1, max: 36_500 }}
          onValue={(keepDays) => setChanged({ ...retention, keepDays })}
        />
        <p role="status">
          {isForever && <>⚠ {t('retentionForever')} </>}
          {!isRetention(retention) && t('retentionInvalid')}
          {preview !== null &&
            running === null &&
            !isForever &&
            previewText(preview, changed !== null)}
        </p>
        <button type="submit" class="primary" disabled={changed === null}>
          {t('save')}
        </button>
      </fieldset>
      <p class="hint">{t('neverRemoved', { days: storage.binDays })}</p>
    </form>
  );
}

function previewText(preview: CleanUpPreview, isChanged: boolean): string {
  const { decisions, images, bytes, estimated } = preview;
  if (decisions === 0) return t('previewNothing');
  const key = isChanged
    ? estimated
      ? 'previewChangedAbout'
      : 'previewChanged'
    : estimated
      ? 'previewAbout'
      : 'previewNow';
  return t(key, { decisions: count(decisions), images: count(images), size: bytesText(bytes) });
}

function CleanUpCard({
  storage: {
    cleanUp: { running, nextAt, runs },
  },
  onStorage,
}: {
  readonly storage: Storage;
  readonly onStorage: (storage: Storage) => void;
}) {
  const begin = useOnce(async () => onStorage(await send<Storage>('POST', 'storage/clean-up', {})));
  const cancel = () =>
    attempt(async () => onStorage(await api<Storage>('storage/clean-up', { method: 'DELETE' })));
  return (
    <section class="card" data-testid="clean-up">
      <h2>{t('cleanUp')}</h2>
      {running === null ? (
        <>
          <p class="hint">{t('cleanUpNext', { time: moment(nextAt) })}</p>
          {may('admin') && (
            <button type="button" onClick={() => void begin()}>
              {t('cleanUpNow')}
            </button>
          )}
        </>
      ) : (
        <div class="job" data-state="running" aria-live="polite">
          <span class="job-kind">{t('cleanUp')}</span>
          <progress
            aria-label={t('cleanUp')}
            {...(running.total > 0 ? { value: running.decisions, max: running.total } : {})}
          />
          <span>
            {t('cleanUpRunning', {
              done: count(running.decisions),
              total: count(running.total),
              size: bytesText(running.bytes),
            })}
          </span>
          {may('admin') && (
            <button type="button" onClick={() => void cancel()}>
              {t('cancel')}
            </button>
          )}
        </div>
      )}
      <h3 class="label">{t('cleanUpRuns')}</h3>
      {runs.length === 0 ? (
        <p class="hint">{t('cleanUpNone')}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label={t('cleanUpRuns')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('time')}</th>
                <th scope="col">{t('by')}</th>
                <th scope="col">{t('outcome')}</th>
                <th scope="col" class="number">
                  {t('removedDecisions')}
                </th>
                <th scope="col" class="number">
                  {t('imagesRemoved')}
                </th>
                <th scope="col" class="number">
                  {t('freed')}
                </th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <Run key={run.startedAt} {...run} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Run({ startedAt, by, outcome, error, decisions, images, bytes }: CleanUp) {
  return (
    <tr>
      <td>{moment(startedAt)}</td>
      <td>{authorText(by ?? 'station')}</td>
      <td>
        {t(`cleanUp${outcome}`)}
        {error !== null && <small> {errorText(error)}</small>}
      </td>
      <td class="number">{count(decisions)}</td>
      <td class="number">{count(images)}</td>
      <td class="number">{bytesText(bytes)}</td>
    </tr>
  );
}

function ProductsCard({ storage: { products } }: { readonly storage: Storage }) {
  if (products.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('historyByProduct')}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={t('historyByProduct')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('product')}</th>
              <th scope="col" class="number">
                {t('decisions')}
              </th>
              <th scope="col" class="number">
                {t('reviewed')}
              </th>
              <th scope="col">{t('oldest')}</th>
            </tr>
          </thead>
          <tbody>
            {products.map(({ id, name, decisions, reviewed, oldest }) => (
              <tr key={id}>
                <td class="break">{name}</td>
                <td class="number">{count(decisions)}</td>
                <td class="number">{count(reviewed)}</td>
                <td>{oldest === null ? '–' : moment(oldest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
