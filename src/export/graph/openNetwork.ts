import { addPatchFeatures, patchFeatureOutputs } from '../../backbone/graph/index.ts';
import { chosenTaps, type ResolvedBackbone, tapChannels } from '../../backbone/index.ts';
import {
  createTensor,
  GraphBuilder,
  type GraphProto,
  type OnnxModel,
  readTensorBytes,
  readTensorValues,
  TensorProto_DataLocation,
  TensorProto_DataType,
} from '../../backbone/onnx/index.ts';
import { type ActivationRanges, quantizeGraph } from '../../backbone/quantization/index.ts';
import type { FitConfig } from '../../config/index.ts';
import type { Size } from '../../core/image/index.ts';
import { createPoolingPlan } from '../../core/patches/index.ts';
import type { ExportConfig } from '../../config/index.ts';
import { storeHalf } from './half.ts';
import { inputs, outputs } from './names.ts';

/** The network of a model, and how an exported file stores and computes it. */
export interface NetworkPlan {
  readonly config: FitConfig;
  readonly backbone: ResolvedBackbone;
  /** Ranges for computing the network in 8 bits; null for float32. */
  readonly activationRanges: ActivationRanges | null;
  /** Size of the patch grid. */
  readonly grid: Size;
  readonly precision: ExportConfig['precision'];
}

/**
 * Opens the backbone with its pooling, as the model uses it, with all weights in the graph and no tensor
 * that has the name of an exported input or output.
 *
 * @throws NominalError `BACKBONE_NOT_FOUND` or `BACKBONE_INVALID`.
 */
export async function openNetwork({
  config,
  backbone,
  activationRanges,
  grid,
  precision,
}: NetworkPlan): Promise<OnnxModel> {
  const taps = chosenTaps(backbone.manifest, config.taps);
  const channels = await tapChannels(backbone, taps);
  const { pooling, dimension, tapScales } = config;
  const plan = createPoolingPlan(channels, {
    pooling,
    patchDimension: dimension,
    ...(tapScales === undefined ? {} : { tapScales }),
  });
  const trunk = await backbone.readGraph();
  if (activationRanges !== null) {
    await quantizeGraph(trunk, taps, activationRanges, backbone.directory);
  }
  const onnx = addPatchFeatures(trunk, taps, plan);
  fixGrid(onnx, grid);
  await embedWeights(onnx.graph, backbone.directory);
  if (precision === 'float16') storeHalf(onnx.graph);
  freeNames(onnx.graph, [...Object.values(inputs), ...Object.values(outputs)]);
  return onnx;
}

/**
 * Makes the size of the patch grid a constant. If the graph computes it, ONNX Runtime (1.30) refuses 8-bit
 * networks: its change of layout loses the tensor that the size is computed from.
 */
function fixGrid({ graph }: OnnxModel, { height, width }: Size): void {
  const { gridSize } = patchFeatureOutputs;
  graph.node = graph.node.filter(({ output }) => output[0] !== gridSize);
  const size = BigInt64Array.of(BigInt(height), BigInt(width));
  new GraphBuilder(graph, 'nominal/grid').constant([2], size, gridSize);
}

/**
 * Moves all weights of a graph into the graph itself, as raw bytes (in place).
 *
 * @param folder folder of external weights.
 * @throws NominalError `BACKBONE_INVALID` if a weight is missing.
 */
async function embedWeights(graph: GraphProto, folder: string): Promise<void> {
  for (const [i, tensor] of graph.initializer.entries()) {
    if (tensor.dataType === TensorProto_DataType.FLOAT) {
      const values = await readTensorValues(tensor, folder);
      graph.initializer[i] = createTensor(tensor.name, tensor.dims.map(Number), values);
    } else if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) {
      tensor.rawData = await readTensorBytes(tensor, folder);
      tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
      tensor.externalData = [];
    }
  }
}

/** Renames the tensors of a graph (in place) that have a reserved name. */
function freeNames(graph: GraphProto, reserved: readonly string[]): void {
  const taken = new Set(reserved);
  const renamed = (name: string) => (taken.has(name) ? `backbone/${name}` : name);
  for (const node of graph.node) {
    node.input = node.input.map(renamed);
    node.output = node.output.map(renamed);
  }
  for (const named of [graph.initializer, graph.input, graph.output, graph.valueInfo].flat()) {
    named.name = renamed(named.name);
  }
}
