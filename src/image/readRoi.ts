import { z } from 'zod';
import {
  fillPolygon,
  fillStroke,
  maskRuns,
  type Roi,
  turnMask,
  type Zone,
} from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';
import { readRegularFile } from '../files/index.ts';
import { DEFAULT_MAX_PIXELS } from './decodeFrame.ts';
import { imageMetadata, readImageHeader, shownSize } from './imageHeader.ts';
import { imageTooLarge } from './imageErrors.ts';
import { maskPixels } from './maskPixels.ts';

const side = z.int().min(1).max(100_000);
/** Maximum number of bytes of a drawing. */
const MAX_DRAWING_BYTES = 16 * 2 ** 20;
/** Maximum number of pixels of the image that a drawing refers to: all are held in memory. */
const MAX_DRAWN_PIXELS = 400_000_000;
/** Maximum number of corners of all polygons: all are visited for each row of the image. */
const MAX_CORNERS = 20_000;
/** Maximum number of pixels that all strokes paint, those painted twice counted twice. */
const MAX_PAINTED_PIXELS = 2 ** 31;
const corner = z.tuple([z.number(), z.number()]);
const polygon = z.array(corner).min(3).max(MAX_CORNERS);
const stroke = z.strictObject({
  radius: z.number().gt(0).max(10_000).describe('Of the brush, in pixels'),
  points: z.array(corner).min(1).max(MAX_CORNERS).describe('Its way; a single point is a dot'),
});
const shapes = {
  polygons: z.array(polygon).max(1000).default([]),
  strokes: z.array(stroke).max(1000).default([]).describe('Lines of a round brush'),
};

/** Zones as polygons and strokes of a brush, in pixels of an image of the stated size. */
export const drawingSchema = z.strictObject({
  height: side,
  width: side,
  zones: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        ...shapes,
        falseRejectRate: z.number().gt(0).lt(1).nullable().default(null),
        threshold: z.number().min(0).nullable().default(null),
      }),
    )
    .max(100)
    .describe('With none of them, all of the image but what is ignored'),
  ignore: z
    .strictObject(shapes)
    .default({ polygons: [], strokes: [] })
    .describe('What is never inspected, in whichever zone it lies'),
});

/** The fields used from files of the LabelMe annotation tool: each label is a zone. */
const labelMeSchema = z.object({
  imageHeight: side,
  imageWidth: side,
  shapes: z
    .array(
      z.object({
        label: z.string().min(1),
        shape_type: z.string().nullish(),
        points: z.array(corner).min(1),
      }),
    )
    .min(1),
});

/** Maximum number of pixels of all zones together: every zone becomes a mask. */
const MAX_ZONE_PIXELS = 2 ** 29;

type Drawing = z.output<typeof drawingSchema>;
type Shapes = Drawing['ignore'];

/**
 * Reads a region of interest: a mask image, whose pixels other than black (or, with a palette, other
 * than its background) form the only zone, or a JSON file of polygons in the documented format or that
 * of LabelMe. Both refer to the image as displayed: the EXIF orientation of a mask is applied.
 *
 * @throws NominalError `ROI_INVALID`, or the error of a mask that cannot be read.
 */
export async function readRoi(path: string): Promise<Roi> {
  const roi = /\.json$/i.test(path) ? roiOf(await readDrawing(path), path) : await readMask(path);
  const inside = ({ runs }: Zone) => runs.some((run, i) => i % 2 === 1 && run > 0);
  const empty = roi.zones.find((zone) => !inside(zone));
  if (empty !== undefined)
    throw invalid(path, `the zone "${empty.name}" contains no pixel`, 'zoneEmpty');
  return roi;
}

/**
 * Refuses a mask that could not be read later; only its header is checked.
 *
 * @throws NominalError `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`.
 */
export async function assertMaskHeader(bytes: Uint8Array): Promise<void> {
  const { height, width } = await imageMetadata(bytes, 'the mask');
  if (height * width > DEFAULT_MAX_PIXELS)
    throw imageTooLarge('the mask', DEFAULT_MAX_PIXELS, 'pixels', `${height} x ${width}`);
}

/**
 * Refuses a drawing that would take too much memory or time.
 *
 * @param name name of the drawing in the error. @throws NominalError `ROI_INVALID`.
 */
export function assertDrawable({ height, width, zones, ignore }: Drawing, name: string): void {
  if (height * width > MAX_DRAWN_PIXELS)
    throw invalid(name, `it is drawn on more than ${MAX_DRAWN_PIXELS} pixels`, 'drawingTooLarge');
  if (height * width * Math.max(1, zones.length) > MAX_ZONE_PIXELS)
    throw invalid(
      name,
      `its zones have more than ${MAX_ZONE_PIXELS} pixels together`,
      'drawingTooLarge',
    );
  const parts = [...zones, ignore];
  const empty = zones.find((zone) => shapesOf(zone) === 0);
  if (empty !== undefined)
    throw invalid(name, `the zone "${empty.name}" has no shape`, 'zoneEmpty');
  if (zones.length + shapesOf(ignore) === 0) throw invalid(name, 'it has no shape');
  const corners = parts
    .flatMap(({ polygons, strokes }) => [...polygons, ...strokes.map(({ points }) => points)])
    .reduce((sum, { length }) => sum + length, 0);
  if (corners > MAX_CORNERS)
    throw invalid(name, `it has more than ${MAX_CORNERS} corners`, 'drawingTooLarge');
  const painted = parts
    .flatMap(({ strokes }) => strokes)
    .reduce((sum, { radius, points }) => sum + paintedPixels(points, radius, height * width), 0);
  if (painted > MAX_PAINTED_PIXELS)
    throw invalid(
      name,
      `its strokes paint more than ${MAX_PAINTED_PIXELS} pixels`,
      'drawingTooLarge',
    );
  if (new Set(zones.map((zone) => zone.name)).size < zones.length)
    throw invalid(name, 'two zones have the same name', 'zonesNamedAlike');
}

function shapesOf({ polygons, strokes }: Shapes): number {
  return polygons.length + strokes.length;
}

/** Pixels that a brush passes over, at most all of the image for each piece of its way. */
function paintedPixels(
  points: Shapes['strokes'][number]['points'],
  radius: number,
  all: number,
): number {
  return points.reduce((sum, [x, y], i) => {
    const [fromX, fromY] = points[i - 1] ?? [x, y];
    const length = Math.hypot(x - fromX, y - fromY);
    return sum + Math.min(all, (2 * radius + 1) * (2 * radius + 1 + length));
  }, 0);
}

async function readMask(path: string): Promise<Roi> {
  const stored = await maskPixels(path);
  const { orientation } = await readImageHeader(path);
  const { height, width } = shownSize({ ...stored, orientation });
  const mask = turnMask(stored.values, stored, orientation).map((value) => Number(value > 0));
  const zone = { name: 'roi', falseRejectRate: null, threshold: null, runs: maskRuns(mask) };
  return { height, width, zones: [zone] };
}

async function readDrawing(path: string): Promise<Drawing> {
  const value = await readJson(path);
  const labelMe = labelMeSchema.safeParse(value);
  if (labelMe.success) return zonesOfLabels(labelMe.data, path);
  const drawing = drawingSchema.safeParse(value);
  if (drawing.success) return drawing.data;
  const [{ path: where, message }] = drawing.error.issues;
  throw invalid(path, `"${where.join('.')}": ${message}`);
}

async function readJson(path: string): Promise<unknown> {
  try {
    const bytes = await readRegularFile(path, (size) => {
      if (size > MAX_DRAWING_BYTES)
        throw invalid(path, `it has ${size} bytes, more than ${MAX_DRAWING_BYTES}`);
    });
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw invalid(path, 'it cannot be read, or is not JSON', undefined, cause);
  }
}

type LabelMe = z.output<typeof labelMeSchema>;

function zonesOfLabels(
  { imageHeight: height, imageWidth: width, shapes }: LabelMe,
  path: string,
): Drawing {
  const names = [...new Set(shapes.map(({ label }) => label))];
  const zones = names.map((name) => ({
    name,
    polygons: shapes.filter(({ label }) => label === name).map((shape) => cornersOf(shape, path)),
    strokes: [],
    falseRejectRate: null,
    threshold: null,
  }));
  return { height, width, zones, ignore: { polygons: [], strokes: [] } };
}

/** @throws NominalError `ROI_INVALID` for unsupported shapes, such as circles and lines. */
function cornersOf(
  { label, shape_type, points }: LabelMe['shapes'][number],
  path: string,
): [number, number][] {
  const kind = shape_type ?? 'polygon';
  if (kind === 'polygon' && points.length >= 3) return points;
  if (kind === 'rectangle' && points.length === 2) {
    const [[x1, y1], [x2, y2]] = points;
    return [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ];
  }
  throw invalid(
    path,
    `"${label}" is a ${kind} of ${points.length} points, not a polygon or rectangle`,
  );
}

function roiOf(drawing: Drawing, path: string): Roi {
  assertDrawable(drawing, path);
  const { height, width, zones, ignore } = drawing;
  const drawn = (shapes: Shapes) => {
    const mask = new Uint8Array(height * width);
    for (const corners of shapes.polygons) fillPolygon(mask, height, width, corners);
    for (const { points, radius } of shapes.strokes)
      fillStroke(mask, height, width, points, radius);
    return mask;
  };
  const ignored = shapesOf(ignore) === 0 ? null : drawn(ignore);
  const runsOf = (mask: Uint8Array) =>
    maskRuns(ignored === null ? mask : mask.map((value, i) => (ignored[i] === 0 ? value : 0)));
  const all = { name: 'roi', falseRejectRate: null, threshold: null };
  return {
    height,
    width,
    zones:
      zones.length === 0
        ? [{ ...all, runs: runsOf(new Uint8Array(height * width).fill(1)) }]
        : zones.map((zone) => {
            const { name, falseRejectRate, threshold } = zone;
            return { name, falseRejectRate, threshold, runs: runsOf(drawn(zone)) };
          }),
  };
}

function invalid(
  path: string,
  why: string,
  reason?: 'drawingTooLarge' | 'zoneEmpty' | 'zonesNamedAlike',
  cause?: unknown,
): NominalError {
  return new NominalError('ROI_INVALID', {
    ...(reason === undefined ? {} : { reason }),
    what: `${path} is not a valid region of interest: ${why}`,
    expected:
      'a mask image, or JSON such as {"height": 480, "width": 640, "zones": [{"name": "thread", "polygons": [[[10, 10], [90, 10], [90, 60]]]}]}',
    details: { path },
    cause,
  });
}
