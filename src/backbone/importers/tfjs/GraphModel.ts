import { z } from 'zod';

const attributeSchema = z.object({
  s: z.string().optional(),
  i: z.union([z.string(), z.number()]).optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  type: z.union([z.string(), z.number()]).optional(),
  list: z
    .object({
      s: z.array(z.string()).optional(),
      i: z.array(z.union([z.string(), z.number()])).optional(),
    })
    .optional(),
});

const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).optional(),
  attr: z.record(z.string(), attributeSchema).optional(),
});

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.string(),
  quantization: z
    .object({
      dtype: z.enum(['float16', 'uint8', 'uint16']),
      scale: z.number().optional(),
      min: z.number().optional(),
    })
    .optional(),
});

/** The parts of a TensorFlow.js graph model's JSON that the importer reads; the rest is ignored. */
export const graphModelSchema = z.object({
  format: z.literal('graph-model').optional(),
  modelTopology: z.object({ node: z.array(nodeSchema) }),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) }),
  ),
});

/** A TensorFlow.js graph model as described by its JSON file. */
export type GraphModel = z.infer<typeof graphModelSchema>;
/** One operation of the graph; its first output has the operation's name. */
export type GraphNode = z.infer<typeof nodeSchema>;
/** How one weight is stored in the binary shards. */
export type WeightSpec = z.infer<typeof weightSchema>;

/** A decoded weight in TensorFlow's layout. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
