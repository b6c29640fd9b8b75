import { language } from './state.ts';
import { en, type TextKey } from './texts/en.ts';
import { zh } from './texts/zh.ts';

/** A text in the language chosen, with its {places} filled. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text: string = language.value === 'zh' ? zh[key] : en[key];
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A share in percent, with as many digits as it needs. */
export function percent(share: number): string {
  const digits = share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2;
  return `${(share * 100).toFixed(digits).replace(/\.0+$/, '')} %`;
}

/** How long ago a time was, in its largest unit. */
export function age(iso: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 60) return t('seconds', { n: seconds });
  if (seconds < 3600) return t('minutes', { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t('hours', { n: Math.floor(seconds / 3600) });
  return t('days', { n: Math.floor(seconds / 86_400) });
}

/** A time of day, with the date where it is not today's. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  return today ? date.toLocaleTimeString(locale) : date.toLocaleString(locale);
}
