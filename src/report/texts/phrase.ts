import { filled } from '../../core/pages/index.ts';
import { en, type TextKey } from './en.ts';

/** A text that the page says in the language of its reader. */
export interface Phrase {
  readonly say: TextKey;
  /** What fills its {places}. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** A text of a page; a plain string, such as a name, a figure or a command, is the same in every language. */
export type ReportText = string | Phrase;

/** A text in English, as it stands in the page until its script knows the reader. */
export function inEnglish(text: ReportText): string {
  if (typeof text === 'string') return text;
  return filled(en[text.say], text.values ?? {});
}
