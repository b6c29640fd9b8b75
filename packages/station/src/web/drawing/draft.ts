import type { Drawing } from '../types.ts';

/** x and y in pixels of the image; (0, 0) is the upper left corner of the first one. */
export type Point = readonly [x: number, y: number];

/** Something that was drawn. */
export interface Shape {
  readonly id: number;
  /** Id of the zone that it belongs to, or `IGNORED`. */
  readonly zone: number;
  readonly points: readonly Point[];
  /** Of the brush that drew it; null for a polygon. */
  readonly radius: number | null;
}

/** A zone without its shapes. */
export interface DraftZone {
  readonly id: number;
  readonly name: string;
  readonly falseRejectRate: number | null;
  readonly threshold: number | null;
}

/** A region of interest as it is drawn: shapes that refer to zones. */
export interface Draft {
  readonly zones: readonly DraftZone[];
  readonly shapes: readonly Shape[];
}

/** In place of a zone's id: what is never inspected. */
export const IGNORED = 0;
export const noDraft: Draft = { zones: [], shapes: [] };

/** The least number that no zone or shape of a draft has. */
export function freeId({ zones, shapes }: Draft): number {
  return 1 + Math.max(IGNORED, ...zones.map(({ id }) => id), ...shapes.map(({ id }) => id));
}

/** A drawing as the station keeps it; drawings of earlier versions have no strokes and ignore nothing. */
export function draftOf({ zones, ignore }: Drawing): Draft {
  let next = 1;
  const shapesOf = (
    zone: number,
    { polygons = [], strokes = [] }: Partial<Drawing['ignore']> = {},
  ): Shape[] => [
    ...polygons.map((points) => ({ id: next++, zone, points, radius: null })),
    ...strokes.map(({ points, radius }) => ({ id: next++, zone, points, radius })),
  ];
  const drawn = zones.map((zone) => {
    const { name, falseRejectRate = null, threshold = null } = zone;
    const id = next++;
    return { zone: { id, name, falseRejectRate, threshold }, shapes: shapesOf(id, zone) };
  });
  return {
    zones: drawn.map(({ zone }) => zone),
    shapes: [...drawn.flatMap(({ shapes }) => shapes), ...shapesOf(IGNORED, ignore)],
  };
}

/**
 * A draft as the station takes it: zones without a shape are left out. @param size of the images.
 * @returns null if nothing is drawn.
 */
export function drawingOf(
  { zones, shapes }: Draft,
  { height, width }: Pick<Drawing, 'height' | 'width'>,
): Drawing | null {
  if (shapes.length === 0) return null;
  const shapesOf = (zone: number): Drawing['ignore'] => {
    const own = shapes.filter((shape) => shape.zone === zone);
    const pointsOf = ({ points }: Shape): [number, number][] => points.map(([x, y]) => [x, y]);
    return {
      polygons: own.filter(({ radius }) => radius === null).map(pointsOf),
      strokes: own.flatMap((shape) =>
        shape.radius === null ? [] : [{ radius: shape.radius, points: pointsOf(shape) }],
      ),
    };
  };
  const drawn = new Set(shapes.map(({ zone }) => zone));
  return {
    height,
    width,
    zones: zones
      .filter(({ id }) => drawn.has(id))
      .map(({ id, ...zone }) => ({ ...zone, ...shapesOf(id) })),
    ignore: shapesOf(IGNORED),
  };
}

/** A draft with a further shape in a zone; a zone of its own is made for the first one. */
export function withShape(
  draft: Draft,
  zone: number | null,
  shape: Pick<Shape, 'points' | 'radius'>,
  nameOf: (number: number) => string,
): { readonly draft: Draft; readonly shape: Shape } {
  const given = zone === IGNORED || draft.zones.some(({ id }) => id === zone) ? zone : null;
  const base = given === null ? withZone(draft, nameOf) : draft;
  const owner = given ?? base.zones[base.zones.length - 1].id;
  const added = { ...shape, id: freeId(base), zone: owner };
  return { draft: { ...base, shapes: [...base.shapes, added] }, shape: added };
}

/** A draft with a further zone, with a name that no other has. */
export function withZone(draft: Draft, nameOf: (number: number) => string): Draft {
  const names = new Set(draft.zones.map(({ name }) => name));
  let number = 1;
  while (names.has(nameOf(number))) number++;
  const zone = { id: freeId(draft), name: nameOf(number), falseRejectRate: null, threshold: null };
  return { ...draft, zones: [...draft.zones, zone] };
}

/** A draft without a zone and what is drawn of it. */
export function withoutZone({ zones, shapes }: Draft, zone: number): Draft {
  return {
    zones: zones.filter(({ id }) => id !== zone),
    shapes: shapes.filter((shape) => shape.zone !== zone),
  };
}

/** The rectangle between two corners. */
export function rectangle([x0, y0]: Point, [x1, y1]: Point): Point[] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/** A shape moved as a whole. */
export function moved(shape: Shape, along: number, down: number): Shape {
  return { ...shape, points: shape.points.map(([x, y]): Point => [x + along, y + down]) };
}

/** A shape with one corner elsewhere; a rectangle stays one. */
export function withCorner(shape: Shape, corner: number, to: Point): Shape {
  const { points } = shape;
  if (!isRectangle(shape))
    return { ...shape, points: points.map((own, i) => (i === corner ? to : own)) };
  return { ...shape, points: rectangle(points[(corner + 2) % 4], to) };
}

/** Whether a shape is a rectangle whose sides are those of the image. */
export function isRectangle({ points, radius }: Shape): boolean {
  return (
    radius === null &&
    points.length === 4 &&
    points.every(([x, y], i) => {
      const [nextX, nextY] = points[(i + 1) % 4];
      return x === nextX || y === nextY;
    })
  );
}
