import { useState } from 'preact/hooks';

const MOST = 16;

/** What is seen of a picture: how often it is enlarged, and which point of it is where. */
interface View {
  readonly zoom: number;
  /** Shift of the upper left corner, in widths and heights of the frame. */
  readonly x: number;
  readonly y: number;
}

const whole: View = { zoom: 1, x: 0, y: 0 };

/** Enlarges a picture within its frame: by buttons, by pinching or the wheel with Ctrl, and by dragging. */
export function useZoom() {
  const [view, setView] = useState(whole);
  /** Enlarges about a point of the frame, 0..1 along both sides. */
  const zoomBy = (factor: number, at = { x: 0.5, y: 0.5 }) =>
    setView(({ zoom, x, y }) => {
      const changed = Math.min(MOST, Math.max(1, zoom * factor));
      const kept = (shift: number, point: number) => point - ((point - shift) * changed) / zoom;
      return within({ zoom: changed, x: kept(x, at.x), y: kept(y, at.y) });
    });
  const handlers = {
    onWheel: (event: WheelEvent) => {
      // Without Ctrl the wheel moves the page. A pinch on a trackpad comes as a wheel with Ctrl.
      if (!event.ctrlKey || !(event.currentTarget instanceof Element)) return;
      event.preventDefault();
      const frame = event.currentTarget.getBoundingClientRect();
      zoomBy(Math.exp(-event.deltaY / 200), {
        x: (event.clientX - frame.left) / frame.width,
        y: (event.clientY - frame.top) / frame.height,
      });
    },
    onPointerDown: (event: PointerEvent) => {
      if (view.zoom > 1 && event.currentTarget instanceof Element)
        event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const { currentTarget, movementX, movementY, buttons, pointerId } = event;
      if (buttons === 0 || !(currentTarget instanceof Element)) return;
      if (!currentTarget.hasPointerCapture(pointerId)) return;
      const { width, height } = currentTarget.getBoundingClientRect();
      setView(({ zoom, x, y }) =>
        within({ zoom, x: x + movementX / width, y: y + movementY / height }),
      );
    },
  };
  return { view, zoomBy, showWhole: () => setView(whole), handlers };
}

/** The picture covers its frame. */
function within({ zoom, x, y }: View): View {
  const clamped = (shift: number) => Math.min(0, Math.max(1 - zoom, shift));
  return { zoom, x: clamped(x), y: clamped(y) };
}
