import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { fillPolygon, maskRuns, type Roi, type Zone } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';
import { decodeImage } from './decodeImage.ts';

const side = z.int().min(1).max(100_000);
const polygon = z.array(z.tuple([z.number(), z.number()])).min(3);

/** Polygons in pixels of an image of the stated size. */
const roiSchema = z.strictObject({
  height: side,
  width: side,
  zones: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        polygons: z.array(polygon).min(1),
        falseRejectRate: z.number().gt(0).lt(1).nullable().default(null),
        threshold: z.number().min(0).nullable().default(null),
      }),
    )
    .min(1)
    .max(100),
});

/** What the LabelMe annotation tool writes, as far as it is used: each label is a zone. */
const labelMeSchema = z.object({
  imageHeight: side,
  imageWidth: side,
  shapes: z.array(z.object({ label: z.string().min(1), points: polygon })).min(1),
});

/** Masks are made of every zone: pixels of all of them together. */
const MAX_PIXELS = 2 ** 29;

type Drawing = z.output<typeof roiSchema>;

/**
 * Reads what of an image is inspected: a mask image, whose pixels other than black are the one zone, or
 * a JSON file of polygons in the form of the documentation or of LabelMe.
 *
 * @throws NominalError `ROI_INVALID`, or the error of a mask that cannot be read.
 */
export async function readRoi(path: string): Promise<Roi> {
  const roi = /\.json$/i.test(path) ? roiOf(await readDrawing(path), path) : await readMask(path);
  const inside = ({ runs }: Zone) => runs.some((run, i) => i % 2 === 1 && run > 0);
  const empty = roi.zones.find((zone) => !inside(zone));
  if (empty !== undefined) throw invalid(path, `the zone "${empty.name}" holds no pixel`);
  return roi;
}

async function readMask(path: string): Promise<Roi> {
  const { height, width, data } = await decodeImage(path);
  const mask = new Uint8Array(height * width);
  for (let i = 0; i < mask.length; i++) {
    mask[i] = Math.max(data[3 * i], data[3 * i + 1], data[3 * i + 2]) > 0 ? 1 : 0;
  }
  const zone = { name: 'roi', falseRejectRate: null, threshold: null, runs: maskRuns(mask) };
  return { height, width, zones: [zone] };
}

async function readDrawing(path: string): Promise<Drawing> {
  const value = await readJson(path);
  const labelMe = labelMeSchema.safeParse(value);
  if (labelMe.success) return zonesOfLabels(labelMe.data);
  const drawing = roiSchema.safeParse(value);
  if (drawing.success) return drawing.data;
  const [{ path: where, message }] = drawing.error.issues;
  throw invalid(path, `"${where.join('.')}": ${message}`);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw invalid(path, 'it cannot be read, or is not JSON', cause);
  }
}

function zonesOfLabels({
  imageHeight: height,
  imageWidth: width,
  shapes,
}: z.output<typeof labelMeSchema>): Drawing {
  const names = [...new Set(shapes.map(({ label }) => label))];
  const zones = names.map((name) => ({
    name,
    polygons: shapes.filter(({ label }) => label === name).map(({ points }) => points),
    falseRejectRate: null,
    threshold: null,
  }));
  return { height, width, zones };
}

function roiOf({ height, width, zones }: Drawing, path: string): Roi {
  const names = new Set(zones.map(({ name }) => name));
  if (names.size < zones.length) throw invalid(path, 'two zones have one name');
  if (height * width * zones.length > MAX_PIXELS) {
    throw invalid(path, `its zones have more than ${MAX_PIXELS} pixels together`);
  }
  return {
    height,
    width,
    zones: zones.map(({ polygons, ...zone }) => {
      const mask = new Uint8Array(height * width);
      for (const corners of polygons) fillPolygon(mask, height, width, corners);
      return { ...zone, runs: maskRuns(mask) };
    }),
  };
}

function invalid(path: string, why: string, cause?: unknown): NominalError {
  return new NominalError('ROI_INVALID', {
    what: `${path} does not say what is to be inspected: ${why}`,
    expected:
      'a mask image, or JSON such as {"height": 480, "width": 640, "zones": [{"name": "thread", "polygons": [[[10, 10], [90, 10], [90, 60]]]}]}',
    details: { path },
    cause,
  });
}
