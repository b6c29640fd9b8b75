/**
 * Characters that act on a terminal instead of being shown: controls (C0, DEL, C1), line and paragraph
 * separators, lone surrogates, and marks that change the direction of writing.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Makes text harmless on a terminal, because it may hold names and messages from anywhere. Characters
 * that would move the cursor, color or hide text are shown as their JSON escapes. So JSON keeps its
 * value, since it holds such characters only within strings. Everything that the command line prints
 * passes through this function.
 */
export function printable(text: string): string {
  return escape(text, /^[\n\t]$/);
}

/** Like {@link printable}, for a name within a line: it cannot begin a new line either. */
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
