import { useState } from 'preact/hooks';
import { send } from '../api.ts';
import { useOnce } from '../components/useOnce.ts';
import { products, session } from '../state.ts';
import { t, textOf } from '../t.ts';
import type { Sink, Source } from '../types.ts';
import { cameraExample, type Direction, fields, keysOf, otherKeys } from './fields.ts';

/** Adds a source or a sink, or changes one that was added here. */
export function EndpointForm({
  direction,
  endpoint,
  onDone,
}: {
  readonly direction: Direction;
  /** Null for a new one. */
  readonly endpoint: Source | Sink | null;
  readonly onDone: (isChanged: boolean) => void;
}) {
  const kinds = Object.keys(fields[direction]).filter((kind) =>
    session.value?.mayAdd.some((own) => own === kind),
  );
  const [kind, setKind] = useState(endpoint?.kind ?? kinds[0]);
  const config = endpoint?.config ?? {};
  const before = endpoint === null ? null : { config, others: otherKeys(direction, endpoint) };
  const [values, setValues] = useState<Record<string, string>>(textsOf(config));
  const [others, setOthers] = useState(othersText(before?.others ?? exampleOf(kind)));
  const [isUnreadable, setIsUnreadable] = useState(false);
  const own = [
    ...(direction === 'source' ? [{ key: 'product' }] : []),
    ...(fields[direction][kind] ?? []),
  ];
  const choose = (chosen: string) => {
    setKind(chosen);
    setOthers(othersText(exampleOf(chosen)));
  };
  const path = `${direction}s`;
  const keep = useOnce((keys: Record<string, unknown>) =>
    endpoint === null
      ? send('POST', path, { kind, name: values.name, ...keys })
      : send('PATCH', `${path}/${endpoint.name}`, keys),
  );
  const save = async () => {
    let keys: Record<string, unknown>;
    try {
      keys = keysOf({ values, others }, own, before);
    } catch {
      setIsUnreadable(true);
      return;
    }
    setIsUnreadable(false);
    if (await keep(keys)) onDone(true);
  };
  const set = (key: string, value: string) => setValues((known) => ({ ...known, [key]: value }));
  return (
    <form
      class="endpoint-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {endpoint === null && (
        <>
          <label>
            {t('kindOfEndpoint')}
            <select value={kind} onChange={(event) => choose(event.currentTarget.value)}>
              {kinds.map((known) => (
                <option key={known} value={known}>
                  {textOf(`endpoint${known}`) ?? known}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('name')}
            <input
              required
              maxLength={64}
              pattern="[A-Za-z0-9_\-]+"
              title={t('endpointName')}
              value={values.name ?? ''}
              onInput={(event) => set('name', event.currentTarget.value)}
            />
          </label>
        </>
      )}
      {direction === 'source' && (
        <label>
          {t('sourceProduct')}
          <select
            required
            value={values.product ?? ''}
            onChange={(event) => set('product', event.currentTarget.value)}
          >
            <option value="">–</option>
            {products.value.map(({ id, name }) => (
              <option key={id} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {(fields[direction][kind] ?? []).map(({ key, label, isSecret, isRequired, example = '' }) => {
        const isKept = isSecret === true && endpoint?.secrets.includes(key) === true;
        const common = {
          required: isRequired === true && !isKept,
          placeholder: isKept ? t('unchanged') : example,
          value: values[key] ?? '',
          onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
            set(key, currentTarget.value),
        };
        return (
          <label key={key}>
            {t(label)}
            {isSecret === true ? (
              <input type="password" autocomplete="new-password" {...common} />
            ) : (
              <input type="text" autocomplete="off" {...common} />
            )}
          </label>
        );
      })}
      <label class="wide">
        {t('otherKeys')}
        <textarea
          rows={kind === 'camera' ? 6 : 2}
          spellcheck={false}
          placeholder="{}"
          value={others}
          aria-invalid={isUnreadable}
          onInput={(event) => setOthers(event.currentTarget.value)}
        />
      </label>
      {isUnreadable && (
        <p class="error wide" role="alert">
          {t('noJson')}
        </p>
      )}
      <p class="buttons wide">
        <button type="submit" class="primary">
          {t('save')}
        </button>
        <button type="button" onClick={() => onDone(false)}>
          {t('cancel')}
        </button>
      </p>
    </form>
  );
}

function textsOf(config: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}

/** What stands in the form of a new one, to be filled in. */
function exampleOf(kind: string): object {
  return kind === 'camera' ? cameraExample : {};
}

function othersText(others: object): string {
  return Object.keys(others).length === 0 ? '' : JSON.stringify(others, null, 1);
}
