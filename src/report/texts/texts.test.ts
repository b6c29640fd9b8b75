import { describe, expect, it } from 'vitest';
import { en, type TextKey } from './en.ts';
import { languages } from './languages.ts';
import { inEnglish } from './phrase.ts';

const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).sort();
/** Signs and names of figures. */
const alike = new Set(['fit']);

const others = Object.entries(languages).filter(([name]) => name !== 'en');

describe.each(others)('the texts of a report in %s', (_, { texts }) => {
  it('have every key, with the places that are filled, and are translated', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en) as [TextKey, string][]) {
      const own: string = texts[key];
      expect(placesOf(own), key).toEqual(placesOf(text));
      if (/[a-z]{3}/i.test(text.replace(/\{\w+\}/g, '')) && !alike.has(key))
        expect(own, key).not.toBe(text);
    }
  });
});

describe('a phrase', () => {
  it('stands in English with its places filled, and a name as it is', () => {
    expect(inEnglish({ say: 'place', values: { at: 3, count: 48 } })).toBe('3 of 48');
    expect(inEnglish('place')).toBe('place');
  });
});
