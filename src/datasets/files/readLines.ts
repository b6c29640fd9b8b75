import { readText } from './readText.ts';

/** One line of a text file. */
export interface TextLine {
  /** Its number in the file, from 1, empty lines counted: where an editor finds it. */
  readonly line: number;
  readonly text: string;
}

/**
 * The lines of a text file, empty ones left out.
 *
 * @throws NominalError as `readText` does.
 */
export async function readLines(path: string): Promise<TextLine[]> {
  const lines = (await readText(path)).split(/\r?\n/).map((text, i) => ({ line: i + 1, text }));
  return lines.filter(({ text }) => text.trim() !== '');
}
