import type { Stroke } from './strokes.ts';

// Polylines over a grid of 3 columns and 5 rows: each pair of digits is column, row.
const letters: Readonly<Record<string, string>> = {
  A: '04 01 10 21 24|02 22',
  B: '00 04 14 23 12 02|00 10 21 12',
  C: '21 10 01 03 14 23',
  D: '00 04 14 23 21 10 00',
  E: '20 00 04 24|02 12',
  F: '20 00 04|02 12',
  H: '00 04|20 24|02 22',
  I: '10 14',
  L: '00 04 24',
  M: '04 00 12 20 24',
  N: '04 00 24 20',
  O: '10 01 03 14 23 21 10',
  P: '04 00 10 21 12 02',
  R: '04 00 10 21 12 02|12 24',
  S: '21 10 01 12 23 14 03',
  T: '00 20|10 14',
  U: '00 03 14 23 20',
  V: '00 14 20',
  X: '00 24|20 04',
  '0': '10 01 03 14 23 21 10',
  '1': '01 10 14',
  '2': '01 10 21 04 24',
  '3': '00 20 12 23 14 03',
  '4': '14 10 03 23',
  '5': '20 00 02 12 23 14 03',
  '6': '20 01 03 14 23 12 02',
  '7': '00 20 04',
  '8': '12 01 10 21 12 03 14 23 12',
  '9': '04 23 21 10 01 12 22',
  '-': '02 22',
  '.': '14 14',
};

/** Position and size of a letter. */
export interface LetterPlace {
  /** Left edge. */
  readonly u: number;
  /** Top edge. */
  readonly v: number;
  /** Height of the letter; its width is half of it. */
  readonly height: number;
  /** Width of the pen. */
  readonly pen: number;
}

/** The strokes of one letter in part coordinates; none for a space or an unknown letter. */
export function letterStrokes(letter: string, place: LetterPlace): Stroke[] {
  const strokes: Stroke[] = [];
  for (const polyline of (letters[letter] ?? '').split('|')) {
    const nodes = polyline.split(' ').filter((node) => node.length === 2);
    for (let i = 1; i < nodes.length; i++) {
      const [from, to] = [nodes[i - 1], nodes[i]];
      strokes.push({
        u0: place.u + Number(from[0]) * 0.25 * place.height,
        v0: place.v + Number(from[1]) * 0.25 * place.height,
        u1: place.u + Number(to[0]) * 0.25 * place.height,
        v1: place.v + Number(to[1]) * 0.25 * place.height,
        radius: place.pen / 2,
      });
    }
  }
  return strokes;
}
