import { z } from 'zod';
import { isProductName } from './FamilyRouter.ts';

/** Version of the router's file. */
export const ROUTER_VERSION = 1;

/** The text part of a router's file. */
export const routerManifestSchema = z.strictObject({
  version: z.literal(ROUTER_VERSION),
  unknownRate: z.number().gt(0).lt(1),
  backboneSha256: z.string().regex(/^[0-9a-f]{64}$/),
  products: z
    .array(z.strictObject({ name: z.string().refine(isProductName), threshold: z.number().min(0) }))
    .min(1)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has a name twice'),
});

/** The parsed text part. */
export type RouterManifest = z.output<typeof routerManifestSchema>;
