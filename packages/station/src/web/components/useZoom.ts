import { useRef, useState } from 'preact/hooks';

const MOST = 16;

/** What is seen of a picture: how often it is enlarged, and which point of it is where. */
export interface View {
  readonly zoom: number;
  /** Shift of the upper left corner, in widths and heights of the frame. */
  readonly x: number;
  readonly y: number;
}

/** A point of the frame, 0..1 along both sides. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** What enlarges a picture. */
export type Zoom = ReturnType<typeof useZoom>;

const whole: View = { zoom: 1, x: 0, y: 0 };

/**
 * Enlarges a picture within its frame: by buttons, by pinching with two fingers or the wheel with Ctrl, and
 * by dragging.
 *
 * @param hasDrag whether one finger or the mouse moves the picture; two fingers always do.
 * @param onPinch called when two fingers begin.
 */
export function useZoom(hasDrag = true, onPinch: () => void = () => undefined) {
  const [view, setView] = useState(whole);
  /** Pointers that are down, by their ids. */
  const fingers = useRef(new Map<number, Place>());
  /** Enlarges about a point of the frame, and moves that. */
  const zoomBy = (factor: number, at: Place = { x: 0.5, y: 0.5 }, by: Place = { x: 0, y: 0 }) =>
    setView(({ zoom, x, y }) => {
      const changed = Math.min(MOST, Math.max(1, zoom * factor));
      const kept = (shift: number, point: number) => point - ((point - shift) * changed) / zoom;
      return within({ zoom: changed, x: kept(x, at.x) + by.x, y: kept(y, at.y) + by.y });
    });
  /** Shows a box of the picture, in shares of its sides, in the middle and as large as half of the frame. */
  const showBox = ({ x, y, width, height }: Place & { width: number; height: number }) => {
    const zoom = Math.min(MOST, Math.max(1, 1 / (2 * Math.max(width, height))));
    const middle = { x: x + width / 2, y: y + height / 2 };
    setView(within({ zoom, x: 0.5 - middle.x * zoom, y: 0.5 - middle.y * zoom }));
  };
  const lift = (event: PointerEvent) => fingers.current.delete(event.pointerId);
  const handlers = {
    onWheel: (event: WheelEvent) => {
      // Without Ctrl the wheel moves the page. A pinch on a trackpad comes as a wheel with Ctrl.
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 200), placeOf(event));
    },
    onPointerDown: (event: PointerEvent) => {
      fingers.current.set(event.pointerId, placeOf(event));
      if (fingers.current.size === 2) onPinch();
      const isMoved = (hasDrag && view.zoom > 1) || fingers.current.size === 2;
      if (isMoved && event.currentTarget instanceof Element)
        event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const before = fingers.current.get(event.pointerId);
      if (before === undefined) return;
      const now = placeOf(event);
      fingers.current.set(event.pointerId, now);
      const by = { x: now.x - before.x, y: now.y - before.y };
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other === undefined) {
        if (hasDrag && view.zoom > 1) zoomBy(1, now, by);
        return;
      }
      const factor = span(now, other) / Math.max(span(before, other), 1e-6);
      // Each finger moves the middle of both by half of its own way.
      zoomBy(factor, middleOf(before, other), { x: by.x / 2, y: by.y / 2 });
    },
    onPointerUp: lift,
    onPointerCancel: lift,
    onPointerLeave: (event: PointerEvent) => {
      const { currentTarget, pointerId } = event;
      if (currentTarget instanceof Element && !currentTarget.hasPointerCapture(pointerId))
        lift(event);
    },
  };
  return { view, zoomBy, showBox, showWhole: () => setView(whole), handlers };
}

function placeOf({ currentTarget, clientX, clientY }: MouseEvent): Place {
  if (!(currentTarget instanceof Element)) return { x: 0.5, y: 0.5 };
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}

function middleOf(a: Place, b: Place): Place {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function span(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The picture covers its frame. */
function within({ zoom, x, y }: View): View {
  const clamped = (shift: number) => Math.min(0, Math.max(1 - zoom, shift));
  return { zoom, x: clamped(x), y: clamped(y) };
}
