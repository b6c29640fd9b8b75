import { z } from 'zod';
import { Grid } from 'nominal-vision/internal/core/tensor';
import type { ShardPlan } from 'nominal-vision/internal/detector';
import { manifestSchema } from 'nominal-vision/internal/model';
import { sha256Schema } from '../protocol/tokens.ts';

const { config, framing, activationRanges } = manifestSchema.shape;
const { depthRange, roi, exposure } = framing.unwrap().shape;
const side = z.int().min(1).max(65_536);
const planSchema = z.strictObject({
  config: config.extend({ taps: config.shape.taps.optional() }),
  framing: z
    .strictObject({
      depthRange,
      roi,
      reference: z
        .strictObject({ height: side, width: side, data: z.array(z.number()) })
        .transform(({ height, width, data }) => new Grid(height, width, Float32Array.from(data)))
        .nullable(),
      exposure,
    })
    // Who works on a shard warns of nothing.
    .transform((settled) => ({ ...settled, seen: null })),
  activationRanges,
  backboneSha256: sha256Schema,
});

/** A plan as text. */
export function encodePlan({ framing: settled, ...plan }: ShardPlan): string {
  const { depthRange: range, roi: region, reference, exposure: usual } = settled;
  const picture = reference === null ? null : { ...reference, data: [...reference.data] };
  return JSON.stringify({
    ...plan,
    framing: { depthRange: range, roi: region, reference: picture, exposure: usual },
  });
}

/** Reads what {@link encodePlan} writes. @throws an error of zod for anything else. */
export function decodePlan(text: string): ShardPlan {
  return planSchema.parse(JSON.parse(text));
}

const shardSchema = z.strictObject({
  /** Extension and page of each image: ".tif#2". */
  images: z.array(z.string().regex(/^(\.[A-Za-z0-9]{1,8})?(#[1-9]\d{0,6})?$/)).min(1),
});

/** What distinguishes the images of a shard, in addition to their bytes. */
export type ShardImages = z.output<typeof shardSchema>;

export function encodeShardImages(shard: ShardImages): string {
  return JSON.stringify(shard);
}

/** Reads what {@link encodeShardImages} writes. @throws an error of zod for anything else. */
export function decodeShardImages(text: string): ShardImages {
  return shardSchema.parse(JSON.parse(text));
}
