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

/** A time of day, with the date where it is not today's. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  return today ? date.toLocaleTimeString(locale) : date.toLocaleString(locale);
}
