import { useEffect, useState } from 'preact/hooks';
import { address, api, send } from '../api.ts';
import { comebacks } from '../connection.ts';
import { remove } from '../removing.ts';
import { attempt, inBackground, loadProducts, may } from '../state.ts';
import { authorText, moment, t } from '../t.ts';
import type { Model, Product } from '../types.ts';

/** Every version of a product's model; any can be put to use. */
export function ModelsCard({ current }: { readonly current: Product }) {
  const [models, setModels] = useState<readonly Model[]>([]);
  const load = () =>
    inBackground(async () => setModels(await api<Model[]>(`models?product=${current.id}`)));
  useEffect(() => {
    void load();
  }, [current.id, current.modelId, comebacks.value]);
  const use = (modelId?: string) =>
    attempt(async () => {
      const body = modelId === undefined ? {} : { modelId };
      await send('POST', `products/${current.id}/rollback`, body);
      await loadProducts();
    });
  const drop = ({ id, productId, version }: Model) =>
    attempt(() => remove({ kind: 'model', id, productId, name: String(version) }, load));
  const inUse = models.find((model) => model.inUse);
  const canRollBack = models.some(({ version }) => version < (inUse?.version ?? 0));
  return (
    <section class="card">
      <h2>{t('models')}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={t('models')}>
        <table>
          <thead>
            <tr>
              {(['version', 'images', 'bankRows', 'made', 'by'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={model.id} aria-current={model.inUse ? 'true' : undefined}>
                <td>
                  {model.version} ({t(`kind${model.kind}`)}){' '}
                  {model.inUse && <strong>{t('inUse')}</strong>}
                </td>
                <td>{model.images}</td>
                <td>{model.bankRows}</td>
                <td>{moment(model.createdAt)}</td>
                <td>{authorText(model.createdBy)}</td>
                <td class="buttons">
                  {model.config !== null && (
                    <a class="button quiet" href={`#/setup?model=${model.id}`}>
                      {t('versionSettings')}
                    </a>
                  )}
                  {may('admin') && (
                    <>
                      {!model.inUse && (
                        <>
                          <button type="button" onClick={() => void use(model.id)}>
                            {t('use')}
                          </button>
                          <button type="button" class="quiet" onClick={() => void drop(model)}>
                            {t('remove')}
                          </button>
                        </>
                      )}
                      <a class="button quiet" href={address(`models/${model.id}/file`)} download>
                        {t('download')}
                      </a>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {may('admin') && (
        <div class="buttons">
          {canRollBack && (
            <button type="button" onClick={() => void use()}>
              {t('rollback')}
            </button>
          )}
          <label class="button quiet">
            {t('upload')}
            <input
              type="file"
              accept=".nominal"
              class="hidden"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                // The same file may be chosen again.
                event.currentTarget.value = '';
                if (file === undefined) return;
                void attempt(async () => {
                  await api(`models?product=${current.id}`, {
                    method: 'POST',
                    headers: { 'content-type': 'application/octet-stream' },
                    body: file,
                  });
                  await loadProducts();
                });
              }}
            />
          </label>
        </div>
      )}
    </section>
  );
}
