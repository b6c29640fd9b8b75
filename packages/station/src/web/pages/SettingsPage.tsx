import { useEffect, useState } from 'preact/hooks';
import { api, send } from '../api.ts';
import { auditDetails, nameOf } from '../auditText.ts';
import { ShiftsCard } from '../components/ShiftsCard.tsx';
import { useOnce } from '../components/useOnce.ts';
import { BinCard } from '../components/BinCard.tsx';
import { comebacks } from '../connection.ts';
import { SinksCard } from '../endpoints/SinksCard.tsx';
import { SourcesCard } from '../endpoints/SourcesCard.tsx';
import { removals, remove } from '../removing.ts';
import { attempt, inBackground } from '../state.ts';
import { authorText, moment, t, textOf } from '../t.ts';
import type { AuditEntry, Token } from '../types.ts';

/** Who may do what, and who did. */
export function SettingsPage() {
  const [audit, setAudit] = useState<readonly AuditEntry[]>([]);
  useEffect(() => {
    void inBackground(async () => setAudit(await api<AuditEntry[]>('audit?limit=100')));
  }, [comebacks.value]);
  return (
    <>
      <Tokens />
      <SourcesCard />
      <SinksCard />
      <section class="card">
        <h2>{t('storage')}</h2>
        <p class="hint">{t('storageLinkHint')}</p>
        <a class="button" href="#/storage">
          {t('storageOpen')}
        </a>
      </section>
      <ShiftsCard />
      <BinCard />
      <section class="card">
        <h2>{t('audit')}</h2>
        <div class="scroll" tabIndex={0} role="group" aria-label={t('audit')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('time')}</th>
                <th scope="col">{t('by')}</th>
                <th scope="col">{t('action')}</th>
                <th scope="col">{t('target')}</th>
              </tr>
            </thead>
            <tbody>
              {audit.map((entry) => (
                <tr key={entry.id}>
                  <td>{moment(entry.at)}</td>
                  <td>{authorText(entry.actor)}</td>
                  <td>{textOf(`action.${entry.action}`) ?? entry.action}</td>
                  <td>
                    <Target entry={entry} /> <small>{auditDetails(entry)}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

/** What was acted on, by its name; a decision leads to itself. */
function Target({ entry: { action, target } }: { readonly entry: AuditEntry }) {
  if (action === 'inspection.review') return <a href={`#/history/${target}`}>#{target}</a>;
  // The name of a job or a model says nothing to a person; its details do.
  if (/^(job|model)\./.test(action)) return null;
  return <>{nameOf(target) ?? target}</>;
}

function Tokens() {
  const [tokens, setTokens] = useState<readonly Token[]>([]);
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Token['scope']>('inspect');
  const [secret, setSecret] = useState<string | null>(null);
  const load = async () => setTokens(await api<Token[]>('tokens'));
  useEffect(() => {
    void inBackground(load);
  }, [comebacks.value, removals.value]);
  const create = useOnce(async () => {
    const made = await send<Token & { secret: string }>('POST', 'tokens', { name, scope });
    setSecret(made.secret);
    setName((now) => (now === name ? '' : now));
    await load();
  });
  const drop = ({ id, name: named }: Token) =>
    attempt(() => remove({ kind: 'token', id, productId: null, name: named }, load));
  return (
    <section class="card">
      <h1>{t('tokens')}</h1>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <label>
          {t('name')}
          <input
            required
            maxLength={100}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('scope')}
          <select
            value={scope}
            onChange={(event) => setScope(event.currentTarget.value as Token['scope'])}
          >
            {(['inspect', 'review', 'admin'] as const).map((own) => (
              <option key={own} value={own}>
                {t(`scope${own}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{t('create')}</button>
      </form>
      {secret !== null && (
        <p role="status">
          {t('secretOnce')} <code>{secret}</code>
        </p>
      )}
      <ul class="tokens">
        {tokens.map((token) => (
          <li key={token.id}>
            {token.name} <span class="tag">{t(`scope${token.scope}`)}</span>{' '}
            {moment(token.createdAt)}{' '}
            <button type="button" class="quiet" onClick={() => void drop(token)}>
              {t('remove')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
