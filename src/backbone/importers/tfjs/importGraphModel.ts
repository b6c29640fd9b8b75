import { create } from '@bufbuild/protobuf';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  type OnnxModel,
  TensorProto_DataType,
} from '../../onnx/index.ts';
import { decodeWeights } from './decodeWeights.ts';
import { type GraphModel, type GraphNode, graphModelSchema } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import { operatorConverters } from './operatorConverters.ts';
import type { TrunkContext } from './TrunkContext.ts';
import { inputsOf } from './readNode.ts';

/** Where to cut a trunk out of a graph model, and the names of its parts. */
export interface TrunkCut {
  /** TensorFlow tensor that becomes the graph's `input`, RGB in the range that the network expects. */
  readonly input: string;
  readonly inputChannels: number;
  /** Tap name → TensorFlow tensor. */
  readonly taps: Readonly<Record<string, string>>;
  /** Removed from the names of all other tensors. */
  readonly namePrefix?: string;
}

/** A trunk as ONNX, and the channels of its taps. */
export interface Trunk {
  readonly model: OnnxModel;
  readonly channels: Readonly<Record<string, number>>;
}

/**
 * Converts the part of a TensorFlow.js graph model between `cut.input` and the taps to ONNX:
 * float32, `input` N × C × H × W with N, H and W dynamic, one output per tap.
 * @param json the parsed model.json.
 * @param shards the weight files by their names in the JSON.
 * @throws NominalError BACKBONE_INVALID for a damaged model, a missing tensor, or an unsupported
 * operation, which the message names.
 */
export function importGraphModel(
  json: unknown,
  shards: ReadonlyMap<string, Uint8Array>,
  cut: TrunkCut,
): Trunk {
  const parsed = graphModelSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidGraph(
      'this is not a TensorFlow.js graph model',
      'modelTopology.node and weightsManifest',
      `${issue.path.join('.')}: ${issue.message}`,
    );
  }
  const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'trunk' }), 'trunk');
  const context: TrunkContext = {
    builder,
    weights: decodeWeights(parsed.data.weightsManifest, shards),
    channels: new Map([[cut.input, cut.inputChannels]]),
    rename: namer(cut),
  };
  const tensors = Object.values(cut.taps);
  for (const node of nodesBetween(parsed.data, cut.input, tensors, context)) {
    const convert = operatorConverters.get(node.op);
    if (convert === undefined) {
      throw invalidGraph(
        `operation ${node.op} (${node.name}) is not supported`,
        `one of ${[...operatorConverters.keys()].join(', ')}`,
        node.op,
      );
    }
    convert(node, context);
  }
  const { FLOAT } = TensorProto_DataType;
  const size = ['height', 'width'];
  builder.graph.input = [createTensorInfo('input', FLOAT, ['batch', cut.inputChannels, ...size])];
  const channels: Record<string, number> = {};
  for (const [tap, tensor] of Object.entries(cut.taps)) {
    const count = context.channels.get(tensor);
    if (count === undefined) throw invalidGraph(`tap ${tap} (${tensor}) is not an activation`);
    channels[tap] = count;
    const dims = ['batch', count, `${tap}_height`, `${tap}_width`];
    builder.graph.output.push(createTensorInfo(tap, FLOAT, dims));
  }
  return { model: createModel(builder.graph, 'nominal'), channels };
}

function namer(cut: TrunkCut): (tensor: string) => string {
  const names = new Map([[cut.input, 'input']]);
  for (const [tap, tensor] of Object.entries(cut.taps)) names.set(tensor, tap);
  const prefix = cut.namePrefix ?? '';
  return (tensor) =>
    names.get(tensor) ?? (tensor.startsWith(prefix) ? tensor.slice(prefix.length) : tensor);
}

/** The operations that the taps need, each after the operations that it depends on. */
function nodesBetween(
  model: GraphModel,
  input: string,
  taps: readonly string[],
  context: TrunkContext,
): GraphNode[] {
  const byName = new Map(model.modelTopology.node.map((node) => [node.name, node]));
  if (!byName.has(input)) throw invalidGraph(`the graph has no tensor ${input}`);
  const done = new Set([input]);
  const order: GraphNode[] = [];
  const tensors = (names: readonly string[]): { name: string; node: GraphNode | null }[] =>
    names.map((name) => ({ name, node: null })).reverse();
  // With an explicit stack, because a graph may be deeper than the call stack: a name is visited before and
  // after what it needs.
  const pending = tensors(taps);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { name, node } = next;
    if (node !== null) {
      order.push(node);
      continue;
    }
    if (done.has(name) || context.weights.has(name)) continue;
    done.add(name);
    const found = byName.get(name);
    if (found === undefined) throw invalidGraph(`the graph has no tensor ${name}`);
    pending.push({ name, node: found }, ...tensors(inputsOf(found)));
  }
  return order;
}
