import { z } from 'zod';

/**
 * The least and the largest value that each quantized tensor of a network took on good images, by
 * tensor name. With the network's file it determines the 8-bit network.
 */
export const activationRangesSchema = z.record(z.string(), z.tuple([z.number(), z.number()]));

/** See {@link activationRangesSchema}. */
export type ActivationRanges = z.output<typeof activationRangesSchema>;
