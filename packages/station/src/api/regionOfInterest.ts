import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FitConfig } from 'nominal-vision/internal/config';
import { readRegularFile } from 'nominal-vision/internal/files';
import { assertDrawable, assertMaskHeader, drawingSchema } from 'nominal-vision/internal/image';
import { isRegionName, type Store } from '../store/index.ts';
import { absent } from './lookup.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in lower-case hex');

/** A region of interest as a request brings it: data, never a path of the station. */
export const regionOfInterestSchema = z
  .union(
    [
      drawingSchema,
      z.strictObject({ mask: z.base64().min(4).describe('Bytes of a mask image, white inside') }),
      z.strictObject({ sha256: sha256.describe('A region that the station has') }),
    ],
    { error: 'is polygons, {"mask": base64} or {"sha256": …}; a path is not taken' },
  )
  .describe(
    'What of an image is inspected: polygons, a mask image in base64, or one that was sent before',
  );

export type RegionOfInterest = z.output<typeof regionOfInterestSchema>;

/**
 * Keeps a region in the data folder, by its content.
 *
 * @returns its name there.
 * @throws NominalError `ROI_INVALID`, `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, or `NOT_FOUND` for a hash of none.
 */
export async function keepRegion({ regions }: Store, region: RegionOfInterest): Promise<string> {
  if ('sha256' in region)
    return (await regions.find(region.sha256)) ?? absent('region', region.sha256);
  if ('mask' in region) {
    const bytes = Buffer.from(region.mask, 'base64');
    await assertMaskHeader(bytes);
    return regions.put(bytes, 'mask');
  }
  assertDrawable(region, 'the region');
  return regions.put(new TextEncoder().encode(JSON.stringify(region)), 'json');
}

/** Answers with the region of a configuration as it was set: a drawing in JSON, or a mask image. */
export async function sendRegion(
  reply: FastifyReply,
  { regions }: Store,
  config: FitConfig | undefined,
  whose: string,
): Promise<FastifyReply> {
  const roi = config?.roi ?? null;
  if (roi === null || !isRegionName(roi)) return absent('region of', whose);
  const bytes = await readRegularFile(regions.path(roi));
  return reply
    .type(roi.endsWith('.json') ? 'application/json' : 'application/octet-stream')
    .send(bytes);
}

/** A region as it is shown, in a form that {@link keepRegion} takes. */
export function regionView({ roi }: Pick<FitConfig, 'roi'>): { sha256: string } | null {
  return roi === null || !isRegionName(roi) ? null : { sha256: roi.slice(0, 64) };
}
