import { z } from 'zod';
import type { GraphModel, GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import { layerConverters } from './layerConverters.ts';

const inboundSchema = z.array(z.array(z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown())));

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** The value of a layer's setting; anything else is a setting that no converter accepts. */
const setting = z.union([scalar, z.array(scalar), z.array(z.array(scalar))]).catch('an object');

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.record(z.string(), setting),
  inbound_nodes: inboundSchema.optional(),
});

const modelSchema = z.object({
  modelTopology: z.object({
    model_config: z.object({
      class_name: z.string(),
      config: z.union([z.array(layerSchema), z.object({ layers: z.array(layerSchema) })]),
    }),
  }),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(z.looseObject({ name: z.string() })),
    }),
  ),
});

/** Whether a parsed model.json is a layers model, as Keras and `tf.model` write them. */
export function isLayersModel(json: unknown): boolean {
  return modelSchema.safeParse(json).success;
}

/**
 * Rewrites a TensorFlow.js layers model (Sequential or Functional) as an equivalent graph model; the
 * output of a layer keeps the layer's name. The weights stay where they are.
 * @throws NominalError BACKBONE_INVALID for an invalid model, or for a layer with an unsupported setting.
 */
export function layersToGraph(json: unknown): GraphModel {
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidGraph(
      'this is not a TensorFlow.js layers model',
      'modelTopology.model_config and weightsManifest',
      `${issue.path.join('.')}: ${issue.message}`,
    );
  }
  const { model_config: model } = parsed.data.modelTopology;
  const { config } = model;
  const layers = Array.isArray(config) ? config : config.layers;
  const weights = new Set(
    parsed.data.weightsManifest.flatMap((group) => group.weights.map(({ name }) => name)),
  );
  const node: GraphNode[] = [...weights].map((name) => ({ name, op: 'Const' }));
  let previous: string | undefined;
  for (const layer of layers) {
    const name = layer.name ?? String(layer.config.name);
    const inbound = layer.inbound_nodes?.[0]?.map(([from]) => from);
    const inputs = inbound ?? (previous === undefined ? [] : [previous]);
    const hasWeight = (weight: string) => weights.has(weight);
    const type = layer.class_name;
    const convert = layerConverters.get(type);
    // Layers after the trunk, such as a classifier, may be unknown; if a tap needs one, the import names it.
    if (convert === undefined) node.push({ name, op: `layer ${type}`, input: [...inputs] });
    else node.push(...convert({ type, name, config: layer.config, inputs, hasWeight }));
    previous = name;
  }
  const { weightsManifest } = json as Pick<GraphModel, 'weightsManifest'>;
  return { modelTopology: { node }, weightsManifest };
}
