import { useEffect, useRef, useState } from 'preact/hooks';
import { type PreprocessPlan, planTiles } from 'nominal-vision/internal/core/image';
import { imageAddress } from '../api.ts';
import { t } from '../t.ts';
import { type Draft, IGNORED, type Shape } from './draft.ts';

/** Longest side of the preview in pixels; a larger input is drawn smaller. */
const MOST_PX = 640;

/** What the network gets of an image: resized, cropped or filled up, and dark where nothing is inspected. */
export function NetworkView({
  sha256,
  plan,
  draft,
  tiles,
}: {
  readonly sha256: string;
  readonly plan: PreprocessPlan;
  readonly draft: Draft;
  /** Null if the input is processed as a whole. */
  readonly tiles: { readonly tile: number; readonly overlap: number } | null;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);
  useEffect(() => {
    const image = new Image();
    image.src = imageAddress(sha256);
    image.onload = () => setPicture(image);
    return () => (image.onload = null);
  }, [sha256]);
  const { input } = plan;
  const scale = Math.min(1, MOST_PX / Math.max(input.height, input.width));
  const height = Math.max(1, Math.round(input.height * scale));
  const width = Math.max(1, Math.round(input.width * scale));
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (pen == null || picture === null) return;
    paint(pen, picture, plan, scale);
    shade(pen, draft, plan, scale);
    if (tiles !== null) outlineTiles(pen, plan, tiles, scale);
  });
  return (
    <figure class="network-view">
      <canvas
        ref={canvas}
        width={width}
        height={height}
        role="img"
        aria-label={t('networkSees', { height: input.height, width: input.width })}
        data-testid="network-view"
      />
      <figcaption>{t('networkSees', { height: input.height, width: input.width })}</figcaption>
    </figure>
  );
}

function paint(
  pen: CanvasRenderingContext2D,
  picture: HTMLImageElement,
  { resized, cropStart }: PreprocessPlan,
  scale: number,
): void {
  const { width, height } = pen.canvas;
  pen.reset();
  // Where the input is filled up.
  pen.fillStyle = '#555';
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(
    picture,
    -cropStart.x * scale,
    -cropStart.y * scale,
    resized.width * scale,
    resized.height * scale,
  );
}

/** Darkens what is not inspected, in the way of the picture. */
function shade(
  pen: CanvasRenderingContext2D,
  { shapes }: Draft,
  { image, resized, cropStart }: PreprocessPlan,
  scale: number,
): void {
  if (shapes.length === 0) return;
  const { width, height } = pen.canvas;
  const shadow = new OffscreenCanvas(width, height).getContext('2d');
  if (shadow === null) return;
  const across = (resized.width / image.width) * scale;
  const down = (resized.height / image.height) * scale;
  const inside = shapes.filter(({ zone }) => zone !== IGNORED);
  if (inside.length > 0) shadow.fillRect(0, 0, width, height);
  shadow.setTransform(across, 0, 0, down, -cropStart.x * scale, -cropStart.y * scale);
  shadow.globalCompositeOperation = 'destination-out';
  for (const shape of inside) fill(shadow, shape);
  shadow.globalCompositeOperation = 'source-over';
  for (const shape of shapes) if (shape.zone === IGNORED) fill(shadow, shape);
  pen.globalAlpha = 0.75;
  pen.drawImage(shadow.canvas, 0, 0);
  pen.globalAlpha = 1;
}

function fill(pen: OffscreenCanvasRenderingContext2D, { points, radius }: Shape): void {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  if (radius === null) {
    pen.fill('evenodd');
    return;
  }
  const [[x, y]] = points;
  if (points.length === 1) pen.lineTo(x + 0.01, y);
  Object.assign(pen, { lineWidth: 2 * radius, lineCap: 'round', lineJoin: 'round' });
  pen.stroke();
}

function outlineTiles(
  pen: CanvasRenderingContext2D,
  { input }: PreprocessPlan,
  { tile, overlap }: { readonly tile: number; readonly overlap: number },
  scale: number,
): void {
  pen.strokeStyle = '#00e5ff';
  // Whether tiles begin at multiples of the network's stride makes no difference to be seen.
  const options = { tilePx: tile, overlapPx: overlap, multipleOf: 1 };
  for (const { x, y, height, width } of planTiles(input, options))
    pen.strokeRect(x * scale + 0.5, y * scale + 0.5, width * scale - 1, height * scale - 1);
}
