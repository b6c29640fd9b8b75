import type { PoolingPlan, TapPooling } from '../../core/patches/index.ts';
import {
  createTensorInfo,
  GraphBuilder,
  type OnnxModel,
  pruneGraph,
  TensorProto_DataType,
} from '../onnx/index.ts';
import { addTapPooling } from './addTapPooling.ts';
import { assertTensors } from './assertTensors.ts';
import { castToFloat } from './castToFloat.ts';
import { raiseOpset } from './raiseOpset.ts';

/** Names of the outputs of the graph that {@link addPatchFeatures} builds. */
export const patchFeatureOutputs = { features: 'patch_features', gridSize: 'grid_size' } as const;

/** Name of the input for the patch grid (int64, height and width), if another network sets it. */
export const patchGridInput = 'patch_grid';

/**
 * Turns a trunk into a network that yields patch features, so that the pooling runs where the
 * activations are. Outputs: `patch_features`, float32, batch × cells × D, cells row-major on the
 * patch grid, and `grid_size`, int64, the height and width of the grid. Nodes that they do not need are removed.
 *
 * Equal to `patchFeatures` of core up to rounding.
 * @param trunk changed in place.
 * @param taps names of any tensors of the graph, in the order of `plan.taps`.
 * @param givenGrid whether the patch grid comes from the input `patch_grid` instead of the first tap.
 * @throws NominalError BACKBONE_INVALID if a tap is not in the graph or the operator set is too old.
 */
export function addPatchFeatures(
  trunk: OnnxModel,
  taps: readonly string[],
  plan: PoolingPlan,
  givenGrid = false,
): OnnxModel {
  const { graph } = trunk;
  assertTensors(graph, taps);
  castToFloat(graph, taps);
  pruneGraph(graph, taps);
  raiseOpset(trunk);
  const builder = new GraphBuilder(graph, 'nominal');
  const gridSize = addGridSize(builder, taps[0], givenGrid);
  const pooled = taps.map((tensor, index) => {
    const tap = plan.taps[index];
    const small =
      plan.pooling === 'average'
        ? addAverage(builder, tensor, plan.neighborhood, tap.scale)
        : addTapPooling(builder, tensor, tap, plan.neighborhood);
    return index === 0 && !givenGrid ? small : addResize(builder, small, gridSize);
  });
  const joined = joinTaps(builder, pooled, plan);
  const rows = builder.node('Reshape', [joined, builder.int64([0, plan.dimension, -1])]);
  builder.node('Transpose', [rows], { perm: [0, 2, 1] }, patchFeatureOutputs.features);

  const { FLOAT, INT64 } = TensorProto_DataType;
  graph.output = [
    createTensorInfo(patchFeatureOutputs.features, FLOAT, ['batch', 'cells', plan.dimension]),
    createTensorInfo(patchFeatureOutputs.gridSize, INT64, [2]),
  ];
  pruneGraph(graph, Object.values(patchFeatureOutputs));
  return trunk;
}

function addGridSize(builder: GraphBuilder, firstTap: string, given: boolean): string {
  const output = patchFeatureOutputs.gridSize;
  if (given) {
    const { INT64 } = TensorProto_DataType;
    builder.graph.input.push(createTensorInfo(patchGridInput, INT64, [2]));
    return builder.node('Identity', [patchGridInput], {}, output);
  }
  const shape = builder.node('Shape', [firstTap]);
  return builder.node('Slice', [shape, builder.int64([2]), builder.int64([4])], {}, output);
}

function addAverage(
  builder: GraphBuilder,
  input: string,
  neighborhood: number,
  scale: number,
): string {
  const reach = (neighborhood - 1) / 2;
  const mean = builder.node('AveragePool', [input], {
    kernel_shape: [neighborhood, neighborhood],
    pads: [reach, reach, reach, reach],
    strides: [1, 1],
    count_include_pad: 1,
  });
  if (scale === 1) return mean;
  return builder.node('Mul', [mean, builder.float([], Float32Array.of(scale))]);
}

function addResize(builder: GraphBuilder, input: string, gridSize: string): string {
  const leading = builder.node('Slice', [
    builder.node('Shape', [input]),
    builder.int64([0]),
    builder.int64([2]),
  ]);
  const sizes = builder.node('Concat', [leading, gridSize], { axis: 0 });
  return builder.node('Resize', [input, '', '', sizes], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
}

/** Concatenates the taps if each has columns of its own; otherwise pads them with zeros and adds them. */
function joinTaps(builder: GraphBuilder, pooled: readonly string[], plan: PoolingPlan): string {
  let next = 0;
  const disjoint = plan.taps.every((tap) => {
    const follows = tap.firstOutput === next;
    next = tap.firstOutput + tap.outputs;
    return follows;
  });
  if (pooled.length === 1) return pooled[0];
  if (disjoint) return builder.node('Concat', pooled, { axis: 1 });
  const widened = pooled.map((tensor, index) => widen(builder, tensor, plan.taps[index], plan));
  return builder.node('Sum', widened);
}

function widen(builder: GraphBuilder, tensor: string, tap: TapPooling, plan: PoolingPlan): string {
  const before = tap.firstOutput;
  const after = plan.dimension - tap.firstOutput - tap.outputs;
  return builder.node('Pad', [tensor, builder.int64([0, before, 0, 0, 0, after, 0, 0])]);
}
