import { describe, expect, it } from 'vitest';
import {
  type Draft,
  draftOf,
  drawingOf,
  IGNORED,
  isRectangle,
  noDraft,
  type Point,
  withCorner,
  withoutZone,
  withShape,
  withZone,
} from './draft.ts';

const size = { height: 30, width: 40 };
const corners: readonly Point[] = [
  [0, 0],
  [9, 0],
  [9, 5],
  [0, 5],
];
const nameOf = (number: number) => `Zone ${number}`;

/** Two zones, a stroke that is ignored, and a zone in which nothing is drawn. */
function example(): Draft {
  const box = { points: corners, radius: null };
  const first = withShape(noDraft, null, box, nameOf).draft;
  const second = withShape(first, null, { points: [[3, 3]], radius: 2 }, nameOf).draft;
  const ignored = { points: [[1, 1], [2, 2]] as Point[], radius: 4 }; // prettier-ignore
  return withZone(withShape(second, IGNORED, ignored, nameOf).draft, nameOf);
}

describe('a region that is being drawn', () => {
  it('goes to the station and comes back as it was', () => {
    const drawing = drawingOf(example(), size);
    expect(drawing).toEqual({
      ...size,
      zones: [
        {
          name: 'Zone 1',
          polygons: [corners],
          strokes: [],
          falseRejectRate: null,
          threshold: null,
        },
        {
          ...{ name: 'Zone 2', polygons: [], falseRejectRate: null, threshold: null },
          strokes: [{ radius: 2, points: [[3, 3]] }],
        },
      ],
      ignore: { polygons: [], strokes: [{ radius: 4, points: [[1, 1], [2, 2]] }] }, // prettier-ignore
    });
    if (drawing !== null) expect(drawingOf(draftOf(drawing), size)).toEqual(drawing);
    expect(drawingOf(withZone(noDraft, nameOf), size)).toBeNull();
  });

  it('gives each zone a name of its own, and loses what was drawn of one with it', () => {
    const { zones } = example();
    expect(zones.map(({ name }) => name)).toEqual(['Zone 1', 'Zone 2', 'Zone 3']);
    const fewer = withoutZone(example(), zones[0].id);
    expect(fewer.shapes).toHaveLength(2);
    expect(withZone(fewer, nameOf).zones.map(({ name }) => name)).toEqual([
      'Zone 2',
      'Zone 3',
      'Zone 1',
    ]);
  });

  it('keeps a rectangle one when a corner is moved', () => {
    const [shape] = example().shapes;
    const larger = withCorner(shape, 2, [20, 12]);
    expect(isRectangle(larger)).toBe(true);
    const xs = larger.points.map(([x]) => x);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([0, 20]);
    const skew = { ...shape, points: [...corners.slice(0, 3), [1, 7]] as Point[] };
    expect(withCorner(skew, 0, [5, 5]).points.slice(1)).toEqual(skew.points.slice(1));
  });
});
