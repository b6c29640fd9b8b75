import { z } from 'zod';
import type { ShardPlan } from '../../detector/spread/index.ts';
import { manifestSchema } from '../../model/index.ts';
import { sha256Schema } from '../protocol/tokens.ts';

const { config, framing, activationRanges } = manifestSchema.shape;
const planSchema = z.strictObject({
  config: config.extend({ taps: config.shape.taps.optional() }),
  framing,
  activationRanges,
  backboneSha256: sha256Schema,
});

/** A plan as text. Aligned images are not fitted from in a fleet, so there is no reference to send. */
export function encodePlan({ framing: { depthRange, roi }, ...plan }: ShardPlan): string {
  return JSON.stringify({ ...plan, framing: { depthRange, roi } });
}

/** Reads what {@link encodePlan} writes. @throws an error of zod for anything else. */
export function decodePlan(text: string): ShardPlan {
  const plan = planSchema.parse(JSON.parse(text));
  const { depthRange, roi } = plan.framing;
  return { ...plan, framing: { depthRange, roi, reference: null } };
}

const shardSchema = z.strictObject({
  /** Extension and page of each image: ".tif#2". */
  images: z.array(z.string().regex(/^(\.[A-Za-z0-9]{1,8})?(#[1-9]\d{0,6})?$/)).min(1),
});

/** What tells the images of a shard apart beside their bytes. */
export type ShardImages = z.output<typeof shardSchema>;

export function encodeShardImages(shard: ShardImages): string {
  return JSON.stringify(shard);
}

/** Reads what {@link encodeShardImages} writes. @throws an error of zod for anything else. */
export function decodeShardImages(text: string): ShardImages {
  return shardSchema.parse(JSON.parse(text));
}
