import { useState } from 'preact/hooks';
import { moved, type Point, rectangle, type Shape, withCorner } from './draft.ts';

export const tools = ['select', 'rectangle', 'polygon', 'brush', 'hand'] as const;
export type Tool = (typeof tools)[number];

/** What a tool is in the middle of. */
export type Pending =
  | { readonly kind: 'rectangle'; readonly from: Point; readonly to: Point }
  | { readonly kind: 'polygon'; readonly corners: readonly Point[]; readonly to: Point }
  | { readonly kind: 'brush'; readonly points: readonly Point[] }
  | { readonly kind: 'shape'; readonly shape: Shape; readonly from: Point; readonly now: Shape }
  | {
      readonly kind: 'corner';
      readonly shape: Shape;
      readonly corner: number;
      readonly now: Shape;
    };

/** What was taken hold of with the tool `select`. */
export interface Grip {
  readonly shape: Shape;
  /** A corner of it; null for all of it. */
  readonly corner: number | null;
}

/**
 * Draws by points that begin, go on and end: of a pointer, or of the keys that move the cross. A
 * rectangle is dragged, or has two corners that are given one after the other.
 *
 * @param near distance in pixels of the image within which two points are one.
 */
export function useTool({
  tool,
  near,
  radius,
  onDrawn,
  onChanged,
}: {
  readonly tool: Tool;
  readonly near: number;
  /** Of the brush, in pixels of the image. */
  readonly radius: number;
  readonly onDrawn: (shape: Pick<Shape, 'points' | 'radius'>) => void;
  readonly onChanged: (shape: Shape) => void;
}) {
  const [pending, setPending] = useState<Pending | null>(null);
  const close = (corners: readonly Point[]) => {
    setPending(null);
    if (corners.length >= 3) onDrawn({ points: corners, radius: null });
  };
  const box = (from: Point, to: Point) => {
    setPending(null);
    onDrawn({ points: rectangle(from, to), radius: null });
  };
  const begin = (at: Point, grip: Grip | null) => {
    if (tool === 'rectangle') {
      if (pending?.kind === 'rectangle') box(pending.from, at);
      else setPending({ kind: 'rectangle', from: at, to: at });
    } else if (tool === 'polygon') {
      const corners = pending?.kind === 'polygon' ? pending.corners : [];
      const ends = [corners[0], corners[corners.length - 1]];
      if (corners.length >= 3 && ends.some((end) => distance(end, at) <= near)) close(corners);
      else setPending({ kind: 'polygon', corners: [...corners, at], to: at });
    } else if (tool === 'brush') {
      if (pending?.kind === 'brush') end(at);
      else setPending({ kind: 'brush', points: [at] });
    } else if (tool === 'select' && grip !== null) {
      const { shape, corner } = grip;
      if (corner === null) setPending({ kind: 'shape', shape, from: at, now: shape });
      else setPending({ kind: 'corner', shape, corner, now: shape });
    }
  };
  const move = (at: Point) =>
    setPending((known) => {
      if (known === null) return null;
      if (known.kind === 'rectangle' || known.kind === 'polygon') return { ...known, to: at };
      if (known.kind === 'corner')
        return { ...known, now: withCorner(known.shape, known.corner, at) };
      if (known.kind === 'shape') {
        const [x, y] = known.from;
        return { ...known, now: moved(known.shape, at[0] - x, at[1] - y) };
      }
      // A point that the brush covers anyway says nothing.
      const last = known.points[known.points.length - 1];
      if (distance(last, at) < Math.max(radius / 3, near / 3)) return known;
      return { ...known, points: [...known.points, at] };
    });
  const end = (at: Point) => {
    if (pending === null || pending.kind === 'polygon') return;
    if (pending.kind === 'rectangle') {
      // A click sets the first corner; the second one comes with the next.
      if (distance(pending.from, at) > near) box(pending.from, at);
      return;
    }
    setPending(null);
    if (pending.kind === 'brush') onDrawn({ points: [...pending.points, at], radius });
    else if (pending.now !== pending.shape) onChanged(pending.now);
  };
  return {
    pending,
    begin,
    move,
    end,
    cancel: () => setPending(null),
    /** Ends a polygon; null while there is none that could. */
    finish:
      pending?.kind === 'polygon' && pending.corners.length >= 3
        ? () => close(pending.corners)
        : null,
  };
}

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.hypot(x1 - x0, y1 - y0);
}
