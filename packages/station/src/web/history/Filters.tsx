import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../t.ts';
import type { TextKey } from '../texts/en.ts';

/** Milliseconds without a key after which a text is searched for. */
const PAUSE_MS = 300;

export const filterKeys = [
  'verdict',
  'review',
  'from',
  'to',
  'name',
  'part',
  'tag',
  'order',
] as const;
/** What of the history is shown, and in which order; an empty text does not restrict. */
export type Filter = Readonly<Record<(typeof filterKeys)[number], string>>;

const reviews = {
  none: 'notReviewed',
  any: 'reviewed',
  confirmed: 'confirmed',
  falseReject: 'falseReject',
  missedDefect: 'missedDefect',
} as const;
const orders = ['newest', 'oldest', 'highest', 'lowest', 'doubt'] as const;

/** The filter that an address holds. */
export function filterIn(query: URLSearchParams): Filter {
  return Object.fromEntries(filterKeys.map((key) => [key, query.get(key) ?? ''])) as Filter;
}

/** A filter as the station takes it; the order is apart from it. */
export function queryOf(
  productId: string,
  { verdict, review, from, to, name, part, tag }: Filter,
): string {
  const given = {
    product: productId,
    verdict,
    review,
    name,
    part,
    tag,
    from: from === '' ? '' : new Date(from).toISOString(),
    to: to === '' ? '' : new Date(to).toISOString(),
  };
  const set = Object.entries(given).filter(([, value]) => value !== '');
  return new URLSearchParams(set).toString();
}

/** File name, number of the part, verdict, review, time and order. */
export function Filters({
  filter,
  onFilter,
}: {
  readonly filter: Filter;
  readonly onFilter: (change: Partial<Filter>) => void;
}) {
  const choice = (key: 'verdict' | 'review', texts: Readonly<Record<string, TextKey>>) => (
    <label>
      {t(key)}
      <select
        value={filter[key]}
        onChange={(event) => onFilter({ [key]: event.currentTarget.value })}
      >
        <option value="">{t('all')}</option>
        {Object.entries(texts).map(([value, text]) => (
          <option key={value} value={value}>
            {t(text)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="row" role="search" onSubmit={(event) => event.preventDefault()}>
      <SearchField
        label={t('search')}
        value={filter.name}
        maxLength={200}
        onValue={(name) => onFilter({ name })}
      />
      <SearchField
        label={t('partNumber')}
        value={filter.part}
        maxLength={64}
        onValue={(part) => onFilter({ part })}
      />
      {choice('verdict', { anomalous: 'anomalous', nominal: 'nominal' })}
      {choice('review', reviews)}
      {(['from', 'to'] as const).map((end) => (
        <label key={end}>
          {t(end)}
          <input
            type="datetime-local"
            value={filter[end]}
            onChange={(event) => onFilter({ [end]: event.currentTarget.value })}
          />
        </label>
      ))}
      <label>
        {t('order')}
        <select
          value={filter.order === '' ? 'newest' : filter.order}
          onChange={({ currentTarget: { value } }) =>
            onFilter({ order: value === 'newest' ? '' : value })
          }
        >
          {orders.map((order) => (
            <option key={order} value={order}>
              {t(`order${order}`)}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

/** Searches when a person pauses. */
function SearchField({
  label,
  value,
  maxLength,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly onValue: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  /** What was searched for last from here: when the address has it, more may have been typed. */
  const searched = useRef(value);
  useEffect(() => {
    if (value !== searched.current) setText(value);
    searched.current = value;
  }, [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      searched.current = text;
      onValue(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label>
      {label}
      <input
        type="search"
        value={text}
        maxLength={maxLength}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}
