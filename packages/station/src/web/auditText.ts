import { products } from './state.ts';
import { percent, t, textOf } from './t.ts';
import type { AuditEntry } from './types.ts';

/** What a detail is called, by its key. */
const names = {
  review: 'review',
  tags: 'defectKinds',
  version: 'version',
  name: 'name',
  scope: 'scope',
  label: 'truth',
  falseRejectRate: 'falseRejectRate',
  threshold: 'threshold',
  kind: 'kindOfEndpoint',
  times: 'shifts',
  keepInspections: 'keepNewest',
  keepDays: 'keepDays',
  productId: 'product',
  product: 'product',
} as const;

/** The details of an entry in words, as far as there are words for them. */
export function auditDetails({ details }: AuditEntry): string {
  const known: Record<string, unknown> =
    typeof details === 'object' && details !== null ? { ...details } : {};
  return Object.entries(known)
    .flatMap(([key, value]) => {
      if (Array.isArray(value) && value.length === 0) return [];
      if (key === 'added' && typeof value === 'number') return [t('added', { n: value })];
      const name = key in names ? t(names[key as keyof typeof names]) : key;
      return [`${name}${t('colon')}${valueText(key, value)}`];
    })
    .join(t('semicolon'));
}

function valueText(key: string, value: unknown): string {
  if (key === 'review' && value === null) return t('notReviewed');
  if (key === 'falseRejectRate' && typeof value === 'number') return percent(value);
  if (key === 'productId') return nameOf(String(value)) ?? String(value);
  if (Array.isArray(value) && value.every((own) => typeof own === 'string'))
    return value.join(t('comma'));
  if (typeof value !== 'string') return JSON.stringify(value);
  return textOf(key === 'review' ? value : `${key}${value}`) ?? value;
}

/** The name of a product; null if there is none of that id. */
export function nameOf(id: string): string | null {
  return products.value.find((own) => own.id === id)?.name ?? null;
}
