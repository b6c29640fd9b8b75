import { type Draft, IGNORED, type Shape } from './draft.ts';

/** Colors of zones, one after the other; all stand out from a picture with a dark rim. */
const colors = ['#00e5ff', '#ffb000', '#8cff66', '#ff8ad4', '#c3b1ff', '#ffffff'];
const IGNORED_COLOR = '#ff6b6b';

/** The color in which a zone, or what is ignored, is drawn. */
export function colorOf({ zones }: Draft, zone: number): string {
  if (zone === IGNORED) return IGNORED_COLOR;
  return colors[zones.findIndex(({ id }) => id === zone) % colors.length] ?? colors[0];
}

/** A shape in the image's coordinates, filled or as what draws its outline. */
export function ShapePath({ shape, ...style }: { readonly shape: Shape } & Painted) {
  const { points, radius } = shape;
  const text = points.map((corner) => corner.join()).join(' ');
  if (radius === null) return <polygon points={text} fill-rule="evenodd" {...style} />;
  // A line without length has no caps to be seen.
  const [x, y] = points[0];
  const line = points.length === 1 ? `${text} ${x + 0.01},${y}` : text;
  return (
    <polyline
      points={line}
      {...style}
      fill="none"
      stroke={style.fill === 'none' ? style.stroke : style.fill}
      stroke-width={2 * radius}
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  );
}

interface Painted {
  readonly fill?: string;
  readonly stroke?: string;
  readonly opacity?: number;
  readonly class?: string;
}

/** Darkens what is not inspected. */
export function Shade({
  draft: { zones, shapes },
  height,
  width,
}: {
  readonly draft: Draft;
  readonly height: number;
  readonly width: number;
}) {
  const inside = shapes.filter(({ zone }) => zone !== IGNORED);
  const ignored = shapes.filter(({ zone }) => zone === IGNORED);
  const all = inside.length === 0 || zones.length === 0;
  return (
    <>
      <mask id="shade" maskUnits="userSpaceOnUse" x="0" y="0" width={width} height={height}>
        <rect width={width} height={height} fill={all ? '#000' : '#fff'} />
        {inside.map((shape) => (
          <ShapePath key={shape.id} shape={shape} fill="#000" />
        ))}
        {ignored.map((shape) => (
          <ShapePath key={shape.id} shape={shape} fill="#fff" />
        ))}
      </mask>
      <rect width={width} height={height} fill="#000" opacity={0.6} mask="url(#shade)" />
    </>
  );
}
