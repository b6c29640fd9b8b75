import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inLine, printable } from './printable.ts';

describe('what is printed', () => {
  it.each([
    ['\u001b[2J', String.raw`\u001b[2J`],
    ['a\rb', String.raw`a\u000db`],
    ['\u009b31m', String.raw`\u009b31m`],
    ['\u202egnp.exe', String.raw`\u202egnp.exe`],
    ['a\u2028b\u007f', String.raw`a\u2028b\u007f`],
    ['\ud800', String.raw`\ud800`],
    ['Größe 漢字 👩‍🔧 é', 'Größe 漢字 👩‍🔧 é'],
  ])('shows %j as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(inLine(text)).toBe(shown);
  });

  it('keeps the lines of a text, and makes a name a part of its line', () => {
    expect(printable('a\n\tb\n')).toBe('a\n\tb\n');
    expect(inLine('a\n\tb')).toBe(String.raw`a\u000a\u0009b`);
  });

  it('leaves JSON the same value, without a character that does something', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(JSON.stringify({ [text]: text }));
        expect(JSON.parse(shown)).toEqual({ [text]: text });
        expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});
