import { effect, signal } from '@preact/signals';
import type { ErrorCode, ErrorReason } from 'nominal-vision/internal/errors';
import { filled } from 'nominal-vision/internal/core/pages';
import { language, tell, translateErrorsBy } from './state.ts';
import type { ToldError } from './types.ts';
import { en } from './texts/en.ts';
import {
  type Language,
  languages,
  loadTexts,
  type Spoken,
  type TextKey,
} from './texts/languages.ts';

/** What is spoken now: the language chosen, once its texts are there. */
const spoken = signal<Spoken & { readonly language: Language }>({
  ...{ language: 'en', texts: en },
  ...{ errors: null, reasons: null },
});

let firstTexts: Promise<void> | null = null;
effect(() => {
  const chosen = language.value;
  const arrival = loadTexts[chosen]().then((loaded) => {
    if (language.value === chosen) spoken.value = { language: chosen, ...loaded };
  }, tell);
  firstTexts ??= arrival;
});
effect(() => {
  document.documentElement.lang = languages[spoken.value.language].html;
});

/** Until the first texts are there, in whichever language. */
export async function untilTexts(): Promise<void> {
  await firstTexts;
}

/** A text in the language chosen, with its {places} filled. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return filled(spoken.value.texts[key], values);
}

/**
 * What an error of the station says. One without a reason, which hardly anybody meets, says in this language
 * what it means, and then itself in that of the station.
 */
export function errorText({ code, reason, message, details = {} }: ToldError): string {
  // Two that the console itself finds.
  if (code === 'UNREACHABLE') return t('connectionLost');
  if (code === 'FILE_GONE') return t('fileGone');
  const { errors, reasons, language: name } = spoken.value;
  const sentence = reasons?.[reason as ErrorReason];
  if (sentence !== undefined) {
    const { locale } = languages[name];
    const shown = (fact: unknown) =>
      typeof fact === 'number' ? fact.toLocaleString(locale) : String(fact);
    const facts = Object.entries(details).map(([key, fact]) => [key, shown(fact)] as const);
    return filled(sentence, Object.fromEntries(facts));
  }
  const meaning = errors?.[code as ErrorCode];
  return meaning === undefined ? message : `${meaning} (${message})`;
}
translateErrorsBy(errorText);

/** A text by a name that is made at run time; null if there is none of that name. */
export function textOf(key: string): string | null {
  return key in en ? t(key as TextKey) : null;
}

/** Who has done something: the name that he stated, marked as that, and what his token says. */
export function authorText(actor: string): string {
  const [, stated, proved = actor] = /^(.+) \(stated\), (.+)$/.exec(actor) ?? [];
  const name = textOf(`actor${proved}`) ?? proved;
  return stated === undefined ? name : t('statedName', { name: stated, token: name });
}

/** A share in percent, with as many digits as it needs. */
export function percent(share: number): string {
  const digits = share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2;
  const text = (share * 100).toFixed(digits).replace(/\.0+$/, '');
  return `${withPoint(text)}${languages[spoken.value.language].percent}`;
}

/** A number with so many digits after its decimal point. */
export function decimal(value: number, digits: number): string {
  return withPoint(value.toFixed(digits));
}

/** A number as it is written in the language spoken. */
export function withPoint(text: string): string {
  return text.replace('.', languages[spoken.value.language].point);
}

/** An amount of bytes, in a unit that suits it. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 2 ** (10 * power);
  return `${amount.toFixed(power === 0 || amount >= 100 ? 0 : 1)} ${units[power]}`;
}

/** A whole number, its thousands apart. */
export function count(value: number): string {
  return value.toLocaleString(languages[spoken.value.language].locale);
}

/** How long ago a time was, in its largest unit. */
export function age(iso: string, now: number): string {
  return duration(now - Date.parse(iso));
}

/** A length of time, in its largest unit. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return t('seconds', { n: seconds });
  if (seconds < 3600) return t('minutes', { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t('hours', { n: Math.floor(seconds / 3600) });
  return t('days', { n: Math.floor(seconds / 86_400) });
}

/** A time of day, with the date where it is not today's. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  const { locale } = languages[spoken.value.language];
  return today ? date.toLocaleTimeString(locale) : date.toLocaleString(locale);
}
