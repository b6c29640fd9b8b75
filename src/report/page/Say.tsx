import { type ComponentChildren, createElement } from '../libraries.ts';
import { inEnglish, type Phrase, type ReportText } from '../texts/phrase.ts';

/** A text of the page, which the page's script puts into the language of the reader. */
export function Say({ text }: { readonly text: ReportText }): ComponentChildren {
  return typeof text === 'string' ? text : <span {...saidWithin(text)}>{inEnglish(text)}</span>;
}

/** The mark of an element whose whole content is one text. */
export function saidWithin(text: ReportText): Readonly<Record<string, string>> {
  return typeof text === 'string' ? {} : { 'data-say': JSON.stringify(text) };
}

/** An attribute in the language of the reader. */
export function said(name: 'aria-label' | 'alt', phrase: Phrase): Readonly<Record<string, string>> {
  return { [name]: inEnglish(phrase), [`data-say-${name}`]: JSON.stringify(phrase) };
}
