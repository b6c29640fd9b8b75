import { de } from './de.ts';
import { en, type TextKey } from './en.ts';
import { ja } from './ja.ts';
import { zh } from './zh.ts';

/** The texts of one language: every key, or it does not compile. */
export type Texts = Readonly<Record<TextKey, string>>;

/** Every language of the pages. `html` is its tag. */
export const languages = {
  en: { name: 'English', html: 'en', texts: en },
  de: { name: 'Deutsch', html: 'de', texts: de },
  zh: { name: '中文', html: 'zh-CN', texts: zh },
  ja: { name: '日本語', html: 'ja', texts: ja },
} as const satisfies Record<string, { name: string; html: string; texts: Texts }>;
