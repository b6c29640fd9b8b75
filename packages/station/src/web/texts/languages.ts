import type { ErrorCode, ErrorReason } from 'nominal-vision/internal/errors';
import { en, type TextKey } from './en.ts';

export type { TextKey };

/** The texts of one language: every key, or it does not compile. */
export type Texts = Readonly<Record<TextKey, string>>;

/** What each error means: every code, or it does not compile. */
export type ErrorTexts = Readonly<Record<ErrorCode, string>>;

/** What exactly failed, with the facts in {places}: every reason, or it does not compile. */
export type ReasonTexts = Readonly<Record<ErrorReason, string>>;

/** All that is said in a language; the station's own sentences are English. */
export interface Spoken {
  readonly texts: Texts;
  readonly errors: ErrorTexts | null;
  readonly reasons: ReasonTexts | null;
}

/** Every language of the console. `html` is its tag, `locale` how it writes times, `point` that of numbers. */
export const languages = {
  en: { name: 'English', html: 'en', locale: 'en-GB', point: '.', percent: ' %' },
  de: { name: 'Deutsch', html: 'de', locale: 'de-DE', point: ',', percent: ' %' },
  zh: { name: '中文', html: 'zh-CN', locale: 'zh-CN', point: '.', percent: '%' },
  ja: { name: '日本語', html: 'ja', locale: 'ja-JP', point: '.', percent: '%' },
} as const;

export type Language = keyof typeof languages;

export const languageNames = Object.keys(languages) as Language[];

/** Fetches the texts of a language: only the one that is spoken is loaded. */
export const loadTexts: Readonly<Record<Language, () => Promise<Spoken>>> = {
  en: () => Promise.resolve({ texts: en, errors: null, reasons: null }),
  de: () => import('./de.ts'),
  zh: () => import('./zh.ts'),
  ja: () => import('./ja.ts'),
};

/** The first language that a browser asks for and the console speaks. */
export function spokenLanguage(asked: readonly string[]): Language {
  for (const tag of asked) {
    const known = languageNames.find((name) => tag.toLowerCase().split('-')[0] === name);
    if (known !== undefined) return known;
  }
  return 'en';
}
