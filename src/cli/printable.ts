/**
 * Characters that do something to a terminal in place of being shown: controls (C0, DEL, C1), line and
 * paragraph separators, halves of characters, and what turns the direction of writing.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Text that may hold names and messages of strangers, harmless on a terminal: what would move the
 * cursor, color or hide text is shown as the escape that JSON has for it. So JSON stays the same
 * value; in it, such characters stand only within strings. Everything that the command line prints
 * goes through here.
 */
export function printable(text: string): string {
  return escape(text, /^[\n\t]$/);
}

/** The same for a name within a line: it cannot begin another one either. */
export function inLine(text: string): string {
  return escape(text, /^$/);
}

function escape(text: string, kept: RegExp): string {
  return text.replaceAll(UNPRINTABLE, (character) =>
    kept.test(character)
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
