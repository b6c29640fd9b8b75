import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Box, Size } from 'nominal-vision/internal/core/image';
import { imageAddress } from '../api.ts';
import { useZoom } from '../components/useZoom.ts';
import { ZoomButtons } from '../components/ZoomButtons.tsx';
import { t } from '../t.ts';
import type { Draft, Point, Shape } from './draft.ts';
import { colorOf, Shade, ShapePath } from './Shapes.tsx';
import { type Grip, type Pending, type Tool, useTool } from './useTool.ts';

/** Pixels of the screen within which a corner is taken hold of, or a polygon is closed. */
const NEAR = 16;
/** Ways of the cross that a key moves, across the image. */
const KEY_STEPS = 40;
const FINE = 8;

/** An image with what is drawn on it. Points come from a pointer or from the cross that keys move. */
export function Canvas({
  sha256,
  size,
  draft,
  tool,
  zone,
  radius,
  seen,
  chosen,
  onChoose,
  onDrawn,
  onChanged,
}: {
  readonly sha256: string;
  readonly size: Size;
  readonly draft: Draft;
  /** Null where nothing may be drawn. */
  readonly tool: Tool | null;
  /** The zone that is drawn in: its color. */
  readonly zone: number;
  readonly radius: number;
  /** What of the image the network sees. */
  readonly seen: Box | null;
  /** Id of the shape that is chosen. */
  readonly chosen: number | null;
  readonly onChoose: (id: number | null) => void;
  readonly onDrawn: (shape: Pick<Shape, 'points' | 'radius'>) => void;
  readonly onChanged: (shape: Shape) => void;
}) {
  const { height, width } = size;
  const surface = useRef<SVGSVGElement>(null);
  const [cross, setCross] = useState<Point | null>(null);
  const frameWidth = useWidth(surface);
  const { view, zoomBy, showWhole, handlers } = useZoom(tool === 'hand' || tool === null, () =>
    draw.cancel(),
  );
  /** Pixels of the image that one of the screen shows. */
  const unit = width / Math.max(1, frameWidth * view.zoom);
  const near = NEAR * unit;
  const draw = useTool({ tool: tool ?? 'hand', near, radius, onDrawn, onChanged });
  // What is begun with one tool does not go on with another.
  useLayoutEffect(() => draw.cancel(), [tool, zone]);
  const { pending } = draw;
  const pointOf = (event: PointerEvent): Point => {
    const box = surface.current?.getBoundingClientRect();
    if (box === undefined) return [0, 0];
    const x = ((event.clientX - box.left) / box.width) * width;
    const y = ((event.clientY - box.top) / box.height) * height;
    return tool === 'select' ? [Math.round(x), Math.round(y)] : inside([x, y], size);
  };
  const gripAt = (at: Point): Grip | null => {
    const shape = draft.shapes.find(({ id }) => id === chosen);
    if (shape?.radius === null) {
      const corner = shape.points.findIndex(([x, y]) => Math.hypot(x - at[0], y - at[1]) <= near);
      if (corner >= 0) return { shape, corner };
    }
    const hit = draft.shapes.findLast((own) => contains(own, at, near / 2));
    onChoose(hit?.id ?? null);
    return hit === undefined ? null : { shape: hit, corner: null };
  };
  const begin = (at: Point) => draw.begin(at, tool === 'select' ? gripAt(at) : null);
  const takeKey = (event: KeyboardEvent) => {
    if (tool === null) return;
    const { key, shiftKey } = event;
    const at = cross ?? [width / 2, height / 2];
    const step = width / KEY_STEPS / (shiftKey ? FINE : 1);
    const ways: Readonly<Record<string, Point>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const way = ways[key];
    if (way !== undefined) {
      const to = inside([at[0] + way[0], at[1] + way[1]], size);
      setCross(to);
      draw.move(to);
    } else if (key === 'Enter' || key === ' ') {
      const isHeld = pending?.kind === 'shape' || pending?.kind === 'corner';
      setCross(at);
      if (isHeld) draw.end(at);
      else begin(at);
    } else if (key === 'Escape' && pending !== null) draw.cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const changed = pending !== null && 'now' in pending ? pending.now : null;
  const shapes = draft.shapes.map((shape) => (shape.id === changed?.id ? changed : shape));
  const shown = { ...draft, shapes };
  return (
    <div>
      <div
        class={`board tool-${tool ?? 'none'}`}
        data-testid="canvas"
        style={{ maxWidth: `calc(70vh * ${width / height})` }}
        role="application"
        aria-label={t('canvas')}
        aria-describedby="canvas-keys"
        tabIndex={0}
        onKeyDown={takeKey}
        onBlur={() => setCross(null)}
        {...handlers}
        onPointerDown={(event) => {
          handlers.onPointerDown(event);
          if (event.button !== 0 || !event.isPrimary) return;
          setCross(null);
          if (tool !== null && tool !== 'hand')
            event.currentTarget.setPointerCapture(event.pointerId);
          begin(pointOf(event));
        }}
        onPointerMove={(event) => {
          handlers.onPointerMove(event);
          if (event.isPrimary) draw.move(pointOf(event));
        }}
        onPointerUp={(event) => {
          handlers.onPointerUp(event);
          if (event.isPrimary) draw.end(pointOf(event));
        }}
        onPointerCancel={(event) => {
          handlers.onPointerCancel(event);
          draw.cancel();
        }}
      >
        <div
          class="pan"
          style={{
            transform: `translate(${view.x * 100}%, ${view.y * 100}%) scale(${view.zoom})`,
            '--zoom': view.zoom,
          }}
        >
          <img
            src={imageAddress(sha256, view.zoom > 1 ? 4096 : undefined)}
            alt=""
            draggable={false}
            style={{ aspectRatio: `${width} / ${height}` }}
          />
          <svg ref={surface} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            <Shade draft={shown} height={height} width={width} />
            {seen !== null && (
              <rect class="seen" x={seen.x} y={seen.y} width={seen.width} height={seen.height} />
            )}
            {shapes.map((shape) => (
              <Outlined
                key={shape.id}
                shape={shape}
                color={colorOf(draft, shape.zone)}
                isChosen={shape.id === chosen}
              />
            ))}
            <InProgress
              pending={pending}
              color={colorOf(draft, zone)}
              radius={radius}
              unit={unit}
            />
            {tool === 'select' &&
              shapes
                .filter(({ id, radius: brush }) => id === chosen && brush === null)
                .flatMap(({ points }) => points)
                .map(([x, y], i) => <circle key={i} class="handle" cx={x} cy={y} r={6 * unit} />)}
            {cross !== null && (
              <path
                class="cross"
                d={`M${cross[0] - 14 * unit},${cross[1]}h${28 * unit}M${cross[0]},${cross[1] - 14 * unit}v${28 * unit}`}
              />
            )}
          </svg>
        </div>
      </div>
      <div class="row layers">
        <ZoomButtons zoom={view.zoom} zoomBy={zoomBy} showWhole={showWhole} />
        {draw.finish !== null && (
          <button type="button" class="primary" onClick={draw.finish}>
            {t('finishShape')}
          </button>
        )}
        {pending !== null && (
          <button type="button" onClick={draw.cancel}>
            {t('cancel')}
          </button>
        )}
      </div>
      {tool !== null && (
        <p class="hint" id="canvas-keys">
          {t('canvasKeys')}
        </p>
      )}
    </div>
  );
}

function Outlined({
  shape,
  color,
  isChosen,
}: {
  readonly shape: Shape;
  readonly color: string;
  readonly isChosen: boolean;
}) {
  const style = isChosen ? 'drawn chosen' : 'drawn';
  if (shape.radius === null)
    return <ShapePath shape={shape} class={style} stroke={color} fill="none" />;
  return <ShapePath shape={shape} class="brushed" fill={color} opacity={isChosen ? 0.6 : 0.35} />;
}

function InProgress({
  pending,
  color,
  radius,
  unit,
}: {
  readonly pending: Pending | null;
  readonly color: string;
  readonly radius: number;
  readonly unit: number;
}) {
  if (pending?.kind === 'rectangle') {
    const { from, to } = pending;
    const [x, y] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
    const [across, down] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    return <rect class="drawn" stroke={color} x={x} y={y} width={across} height={down} />;
  }
  if (pending?.kind === 'polygon') {
    const text = [...pending.corners, pending.to].map((corner) => corner.join()).join(' ');
    const [x, y] = pending.corners[0];
    return (
      <>
        <polyline class="drawn" stroke={color} fill="none" points={text} />
        <circle class="handle" cx={x} cy={y} r={6 * unit} />
      </>
    );
  }
  if (pending?.kind !== 'brush') return null;
  const shape = { id: 0, zone: 0, points: pending.points, radius };
  return <ShapePath shape={shape} class="brushed" fill={color} opacity={0.5} />;
}

/** Whether a point lies in a shape, or as near to its outline as that. */
function contains({ points, radius }: Shape, [x, y]: Point, near: number): boolean {
  const closed = radius === null ? [...points, points[0]] : points;
  const reach = (radius ?? 0) + near;
  const isNear = closed.some((end, i) => {
    const [fromX, fromY] = closed[Math.max(0, i - 1)];
    const [along, down] = [end[0] - fromX, end[1] - fromY];
    const squared = along ** 2 + down ** 2;
    const share = squared === 0 ? 0 : ((x - fromX) * along + (y - fromY) * down) / squared;
    const at = Math.min(1, Math.max(0, share));
    return Math.hypot(x - fromX - at * along, y - fromY - at * down) <= reach;
  });
  if (isNear || radius !== null) return isNear;
  let isInside = false;
  for (const [i, [x0, y0]] of points.entries()) {
    const [x1, y1] = points[(i + 1) % points.length];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) isInside = !isInside;
  }
  return isInside;
}

function inside([x, y]: Point, { height, width }: Size): Point {
  const whole = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  return [whole(x, width), whole(y, height)];
}

/** The width of an element before it is enlarged. */
function useWidth(element: { readonly current: SVGSVGElement | null }): number {
  const [width, setWidth] = useState(1);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(contentRect.width));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return width;
}
